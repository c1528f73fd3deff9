// Reports how far the loading of a model is: to the terminal or the log, and to /readyz.
import type { Logger } from 'pino';
import type { LoadProgress } from '../load-model.ts';
import type { LoadingReport } from '../serve.ts';
import { Estimate, loadProgress } from './progress.ts';
import type { Screen } from './screen.ts';

const logEveryMs = 5_000;

export interface LoadingOptions {
  readonly name: string;
  readonly logger: Logger;
  readonly screen: Screen;
  /** Whether the log is JSON: then progress is log lines, never bars. */
  readonly isLogJson: boolean;
  /** Tells the server. */
  readonly report: (report: LoadingReport) => void;
}

/** Returns a function to be called with the progress of loading. */
export function loadingReporter(options: LoadingOptions): (progress: LoadProgress) => void {
  const { name, logger, screen, isLogJson, report } = options;
  const show = isLogJson ? loggedProgress(name, logger, screen) : loadProgress(name, screen);
  let stage: string | undefined;
  let estimate = new Estimate(screen.now(), 0);
  return (progress) => {
    if (progress.stage !== stage) estimate = new Estimate(screen.now(), progress.done);
    stage = progress.stage;
    estimate.add(screen.now(), progress.done);
    show(progress);
    report({
      stage: progress.stage,
      share: shareOf(progress),
      // Weights are the last stage: only then is the end of the stage the end of loading.
      secondsLeft: stage === 'loading weights' ? estimate.of(progress.total).secondsLeft : null,
    });
  };
}

/** A log line every few seconds, and one at the end of each stage that had any. */
function loggedProgress(model: string, logger: Logger, screen: Screen): (progress: LoadProgress) => void {
  let stage: string | undefined;
  let startedAt = screen.now();
  let loggedAt = startedAt;
  let wasLogged = false;
  let estimate = new Estimate(startedAt, 0);
  return (progress) => {
    const now = screen.now();
    if (progress.stage !== stage) {
      stage = progress.stage;
      [startedAt, loggedAt, wasLogged] = [now, now, false];
      estimate = new Estimate(now, progress.done);
    }
    estimate.add(now, progress.done);
    if (progress.done >= progress.total) {
      if (wasLogged)
        logger.info({ model, stage, seconds: Math.round((now - startedAt) / 1000) }, 'loading: stage done');
      wasLogged = false;
    } else if (now - loggedAt >= logEveryMs) {
      [loggedAt, wasLogged] = [now, true];
      const { secondsLeft } = estimate.of(progress.total);
      logger.info({ model, stage, percent: Math.floor(shareOf(progress) * 100), secondsLeft }, 'loading');
    }
  };
}

function shareOf({ done, total }: LoadProgress): number {
  return total > 0 ? Math.min(1, done / total) : 1;
}
