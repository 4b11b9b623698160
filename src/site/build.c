#include "site/build.h"

#include "base/file.h"
#include "base/writer.h"
#include "site/memo.h"
#include "store/warc.h"

int
build_write(struct build *b, const char *path, const struct buf *bytes,
    struct err *err)
{
	AUTO(mem_freep) char *to = path_join(b->out, path);

	if (buf_check(bytes, err) < 0)
		return err_in(err, "'%s'", path);
	/* Nearly always the folder is there. */
	if (file_write_fast(to, buf_view(bytes), err) == 0)
		return 0;
	err_clear(err);
	if (file_mkdirs_for(to, err) < 0)
		return -1;
	return file_write_fast(to, buf_view(bytes), err);
}

int
build_write_page(struct build *b, const char *path, struct buf *bytes,
    struct err *err)
{
	AUTO(mem_freep) char *to = path_join(b->out, path);

	memo_use_file(b, bytes->len);
	return writer_put(b->writer, to, bytes, err);
}

int
build_load(struct build *b, const struct locator *at, struct buf *out,
    struct err *err)
{
	return warc_payload(b->archive, at, out, err);
}
