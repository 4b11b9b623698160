#include "article/job.h"
#include "article/worker.h"

int
worker_main(void)
{
	return worker_run(job_do, job_warm_up);
}
