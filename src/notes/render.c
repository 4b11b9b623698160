#include "notes/notes.h"
int note_render(struct str text, const char *path, struct buf *b, struct err *e) { (void)text;(void)path;(void)b;(void)e; return 0; }
