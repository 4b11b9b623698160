/*
 * video.h: the page of a video: what it says of it, not the video.
 */
#ifndef ARTICLE_VIDEO_H
#define ARTICLE_VIDEO_H

#include "article/article.h"
#include "article/metadata.h"

/* A new <div> with cover, description and the list of parts; out has the
 * metadata already. */
xmlNode *video_build(const struct metadata *, const struct article *out);

/* Players under root become links to what they play, with the cover where it
 * is known. */
void video_link_players(xmlNode *root, const struct url *base);

#endif
