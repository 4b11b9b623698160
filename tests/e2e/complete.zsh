# Prints what zsh offers: complete.zsh FOLDER-OF-_kbmirror LINE
# A zsh of its own types the line and Tab; compadd tells what it is given.
zmodload zsh/zpty
zpty z zsh -f
zpty -w z "fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -D -u; PS2= RPS1=
compadd() {
	if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
		typeset -a offer
		builtin compadd -A offer \"\$@\"
		print -l -- \"OFFER \"\${^offer}
	fi
	builtin compadd \"\$@\"
}
bindkey '^I' complete-word; stty -echo; PS1=REA''DY"
# Once it prompts, its terminal is raw: what is typed is not edited by the tty.
zpty -r z out '*READY*'
zpty -w -n z "$2"$'\t\x15print D\'\'ONE\n'
zpty -r z out $'*DONE\r\n*'
zpty -d z
print -r -- "$out" | tr -d '\r' | sed -n 's/^.*OFFER //p'
