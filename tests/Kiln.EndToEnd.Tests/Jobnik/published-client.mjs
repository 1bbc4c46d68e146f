// Runs a job of three stages with the published client, as producer, worker and reader.
//   node published-client.mjs <base URL> <folder whose node_modules hold @map-colonies/jobnik-sdk and prom-client>
// Writes one line of JSON: how the job ended and what the client saw of it.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [baseUrl, folder] = process.argv.slice(2);
const require = createRequire(join(folder, 'index.js'));
const { JobnikSDK } = require('@map-colonies/jobnik-sdk');
const { Registry } = require('prom-client');

const types = ['sdk-cut', 'sdk-render', 'sdk-merge'];
const sdk = new JobnikSDK({ baseUrl, metricsRegistry: new Registry() });
const producer = sdk.getProducer();
const api = sdk.getApiClient();

const job = await producer.createJob({ name: 'sdk-job', data: { area: 'north' }, userMetadata: {}, priority: 'HIGH' });
const stages = [];
for (const [index, type] of types.entries()) {
  const last = index === types.length - 1;
  const stage = await producer.createStage(job.id, { type, data: { index }, userMetadata: {} }, last);
  stages.push(stage);
  const tasks = Array.from({ length: types.length - index }, (_, i) => ({ data: { i }, userMetadata: {}, maxAttempts: 2 }));
  await producer.createTasks(stage.id, type, tasks);
}

const percentages = new Set();
const done = new Set();
const errors = [];
let failures = 0;
const workers = types.map((type) => {
  const worker = sdk.createWorker(type, async (task, context) => {
    await context.updateTaskUserMetadata({ attempt: task.attempts });
    await context.updateStageUserMetadata({ last: task.id });
    await context.updateJobUserMetadata({ last: type });
    percentages.add(context.job.percentage);
    if (task.attempts === 0 && task.data.i === 0) {
      failures++;
      throw new Error('the first try of the first task fails');
    }

    done.add(task.id);
  }, { concurrency: 2, backoffOptions: { backoffFactor: 1, initialBaseRetryDelayMs: 20, maxDelayMs: 20, disableJitter: true } });
  worker.on('error', (event) => errors.push(`${event.location}: ${event.error?.message}`));
  worker.start().catch((error) => errors.push(String(error)));
  return worker;
});

let released = false;
let shown;
do {
  await new Promise((resolve) => setTimeout(resolve, 20));
  const query = { should_return_stages: true };
  shown = (await api.GET('/v1/jobs/{jobId}', { params: { path: { jobId: job.id }, query } })).data;
  percentages.add(shown.percentage);
  if (!released && shown.stages.at(-1).status === 'WAITING' && shown.stages.at(-2).status === 'COMPLETED') {
    released = true;
    await api.PUT('/v1/stages/{stageId}/status', { params: { path: { stageId: stages.at(-1).id } }, body: { status: 'PENDING' } });
  }
} while (!['COMPLETED', 'FAILED', 'ABORTED'].includes(shown.status));

await Promise.all(workers.map((worker) => worker.stop()));
const page = (await api.GET('/v1/stages/{stageId}/tasks', { params: { path: { stageId: stages[0].id } } })).data;
console.log(JSON.stringify({
  status: shown.status,
  stages: shown.stages.map((stage) => `${stage.status} ${stage.percentage}`),
  percentages: [...percentages].sort((a, b) => a - b),
  userMetadata: shown.userMetadata,
  failures,
  done: done.size,
  attempts: page.items.map((task) => task.attempts),
  total: page.total,
  errors,
}));
process.exit(0);
