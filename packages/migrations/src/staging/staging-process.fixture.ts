// A process that makes a staging environment and is killed: `node staging-process.mjs`. It is told over its channel where.
import { connect } from "@dataflow/database";
import { StagingEnvironmentManager } from "./staging-environment-manager.ts";

/** What the process is to do. */
export interface StagingJob {
  readonly url: string;
  readonly directory?: string;
  /** The statement after which it kills itself, counted from 1; absent: when the environment is there. */
  readonly killAt?: number;
}

process.once("message", (job: StagingJob) => void stage(job));
process.send?.("ready");

async function stage({ url, directory, killAt }: StagingJob): Promise<void> {
  let statements = 0;
  const source = connect(url, {
    poolSize: 4,
    onStatement: () => {
      if (++statements === killAt) process.kill(process.pid, "SIGKILL");
    },
  });
  const staging = new StagingEnvironmentManager(source, directory === undefined ? {} : { directory });
  const environment = await staging.createStagingEnvironment({
    environmentName: "killed",
    dataSamplingStrategy: { samplePercentage: 50 },
  });
  // What is killed has to have said it before.
  process.send?.({ statements, database: environment.connectionInfo.databaseUrl }, () =>
    process.kill(process.pid, "SIGKILL"),
  );
}
