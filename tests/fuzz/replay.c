/* Runs a fuzz target over files and folders of inputs.  Each input lies at the
 * end of a heap block of its very size, so that a sanitiser sees an overrun. */
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "fuzz.h"

#define MAX_INPUT (16 << 20)

static size_t n_inputs;

static int
run_file(const char *path)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MAX_INPUT);
	struct err err = ERR_INIT;
	uint8_t *copy;

	if (file_read(path, &b, &err) < 0) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	copy = malloc(b.len > 0 ? b.len : 1);
	if (copy == NULL)
		return -1;
	memcpy(copy, b.p, b.len);
	fprintf(stderr, "%s\r", path);
	(void)LLVMFuzzerTestOneInput(copy, b.len);
	free(copy);
	n_inputs++;
	return 0;
}

static int
run_entry(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	AUTO(mem_freep) char *path = path_join(ctx, rel);

	if (!S_ISREG(st->st_mode))
		return 0;
	return run_file(path) < 0 ? err_set(err, ERR_ITEM, "unreadable") : 0;
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct err err = ERR_INIT;
		int r = file_is_dir(argv[i]) ?
		    file_walk(argv[i], run_entry, argv[i], &err) :
		    run_file(argv[i]);

		if (r < 0)
			return 1;
	}
	if (n_inputs == 0) {
		fprintf(stderr, "%s: no inputs\n", argv[0]);
		return 1;
	}
	printf("%s: %zu inputs\n", path_base(argv[0]), n_inputs);
	return 0;
}
