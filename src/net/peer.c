#include "net/peer.h"

#include <stdio.h>
#include <string.h>

#include "net/cookies.h"
#include "net/fields.h"

static int
make_fields(struct peer *p, const struct opt_list *user, struct err *err)
{
	return fields_make(p->fields, user, &p->has_secret_field, err);
}

int
peer_make(struct peer *p, const struct net_opts *o, struct err *err)
{
	*p = (struct peer){
		.user_agent = o->user_agent != NULL ? o->user_agent :
		    NET_USER_AGENT,
		.cookie = cookies_are_text(o->cookie) ? o->cookie : NULL,
		.has_own_proxy = true,
	};
	if (proxy_new(&p->proxy, o->proxy, o->noproxy, err) < 0)
		return -1;
	return make_fields(p, &o->headers, err);
}

static void
copy_fields(struct peer *p, const struct peer *general)
{
	for (size_t k = 0; k < 2 * NET_KINDS; k++)
		for (struct curl_slist *f = general->fields[k / 2][k % 2];
		    f != NULL; f = f->next)
			fields_push(&p->fields[k / 2][k % 2], f->data);
	p->has_secret_field = general->has_secret_field;
}

static int
make_proxy(struct peer *p, const struct net_host_opts *o, struct err *err)
{
	struct err why = ERR_INIT;

	if (o->proxy == NULL)
		return 0;
	p->has_own_proxy = true;
	p->proxy = NULL;
	/* The environment's exceptions are for the environment's proxy. */
	if (proxy_new(&p->proxy, o->proxy, "", &why) == 0)
		return 0;
	if (why.kind != ERR_NETWORK)
		return err_set(err, why.kind, "%s", why.msg);
	(void)snprintf(p->proxy_failure, sizeof(p->proxy_failure), "%.255s",
	    why.msg);
	return 0;
}

int
peer_make_own(struct peer *p, const struct net_host_opts *o,
    const struct peer *general, struct err *err)
{
	*p = (struct peer){
		.host = o->host,
		.user_agent = o->user_agent != NULL ? o->user_agent :
		    general->user_agent,
		.cookie = o->cookie == NULL ? general->cookie :
		    cookies_are_text(o->cookie) ? o->cookie : NULL,
		.has_own_cookie = o->cookie != NULL,
		.has_own_fields = o->headers.n > 0,
		.proxy = general->proxy,
	};
	if (!p->has_own_fields)
		copy_fields(p, general);
	if ((p->has_own_fields && make_fields(p, &o->headers, err) < 0) ||
	    make_proxy(p, o, err) < 0 ||
	    (o->fingerprint != NULL &&
	    pin_parse(&p->pin, o->fingerprint, err) < 0))
		return err_in(err, "host %s", o->host);
	return 0;
}

void
peer_release(struct peer *p)
{
	for (size_t k = 0; k < 2 * NET_KINDS; k++)
		curl_slist_free_all(p->fields[k / 2][k % 2]);
	if (p->has_own_proxy)
		proxy_free(p->proxy);
	*p = (struct peer){ 0 };
}

bool
peer_may_send_fields(const struct peer *p, const struct net_request *r)
{
	return p->has_own_fields ? r->may_have_host_credentials :
	    r->may_have_credentials;
}

bool
peer_may_send_cookie(const struct peer *p, const struct net_request *r)
{
	return p->cookie != NULL && (p->has_own_cookie ?
	    r->may_have_host_credentials : r->may_have_credentials);
}
