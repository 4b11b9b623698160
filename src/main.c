/*
 * main.c: the entry: a worker's process, or the command layer.
 */
#include <locale.h>
#include <string.h>

#include "article/worker.h"
#include "cmd/cmd.h"

int
main(int argc, char **argv)
{
	/* libcurl's IDN and libarchive's names depend on the C locale's
	 * character set; everything kbmirror reads and writes is UTF-8. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "en_US.UTF-8");
	if (argc == 2 && strcmp(argv[1], WORKER_ARGUMENT) == 0)
		return worker_main();
	return cmd_main(argc, argv);
}
