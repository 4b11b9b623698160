#include "article/job.h"
#include "article/rules.h"
#include "article/worker.h"

int
worker_main(void)
{
	struct rules rules;
	const struct worker_ops ops = { job_warm_up, job_do, &rules };

	rules_init(&rules);
	return worker_run(&ops);
}
