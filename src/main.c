/*
 * main.c: the entry: a worker's process, or the command layer.
 */
#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "article/worker.h"
#include "cmd/cmd.h"

/* What is closed at the start would become the number of the next file that is
 * opened, and messages would be written into the archive. */
static void
hold_standard_files(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		(void)close(fd);
}

int
main(int argc, char **argv)
{
	hold_standard_files();
	/* libcurl's IDN and libarchive's names depend on the C locale's
	 * character set; everything kbmirror reads and writes is UTF-8. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		(void)setlocale(LC_CTYPE, "en_US.UTF-8");
	if (argc == 2 && strcmp(argv[1], WORKER_ARGUMENT) == 0)
		return worker_main();
	return cmd_main(argc, argv);
}
