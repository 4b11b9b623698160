#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "mirror/config.h"

/* Thousands of hosts. */
#define MAX_FILE (4 << 20)

static bool
has_secrets(const struct config_list *l, const char *path)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->items[i].file, path) == 0 &&
		    config_is_secret(l->items[i].key, l->items[i].value))
			return true;
	return false;
}

static void
warn_of_readers(const struct config *c, const char *path)
{
	bool is_secret = has_secrets(&c->list, path);
	struct stat st;

	for (size_t i = 0; i < c->n_hosts; i++)
		is_secret = is_secret || has_secrets(&c->hosts[i].list, path);
	if (is_secret && stat(path, &st) == 0 && (st.st_mode & S_IROTH) != 0)
		log_warn("'%s' holds credentials and everybody may read it; "
		    "chmod 600 helps", path);
}

/* Nobody may have to wait for a pipe that nobody writes. */
static int
refuse_others(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) < 0 || S_ISREG(st.st_mode))
		return 0;
	return err_set(err, ERR_USAGE, "'%s' is no regular file", path);
}

/* path is ours from now on. */
static int
read_file(struct config *c, char *path, struct err *err)
{
	AUTO(buf_release) struct buf text = BUF_INIT(MAX_FILE);
	struct config_file *f = &c->files[c->n_files++];

	f->path = path;
	if (refuse_others(path, err) < 0 ||
	    file_read_optional(path, &text, &f->is_there, err) < 0)
		return -1;
	if (!f->is_there)
		return 0;
	c->at = NULL;
	if (ini_read(path, buf_view(&text), config_take, c, err) < 0)
		return -1;
	warn_of_readers(c, path);
	return 0;
}

static char *
user_file(void)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	/* A relative one is to be ignored, says the specification. */
	if (xdg != NULL && xdg[0] == '/')
		return mem_fmt("%s/kbmirror/config.ini", xdg);
	return home != NULL && home[0] != '\0' ?
	    mem_fmt("%s/.config/kbmirror/config.ini", home) : NULL;
}

int
config_load(struct config *c, const char *archive, struct err *err)
{
	char *user = user_file();

	if (read_file(c, mem_dup("/etc/kbmirror/config.ini"), err) < 0) {
		free(user);
		return -1;
	}
	if ((user != NULL && read_file(c, user, err) < 0) ||
	    read_file(c, path_join(archive, "config.ini"), err) < 0)
		return -1;
	config_finish(c);
	return 0;
}
