import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import {documentOf, toJson} from '@ome/sdk/output'
import {nodesOf} from '../domain/job-kind.ts'
import type {JobLine} from '../domain/job-logs.ts'
import type {TrainingJob} from '../domain/training-job.ts'
import {jobLine, jobLines} from '../views/job-line.ts'

export interface PrintedLogs {
  readonly grep?: RegExp | undefined
  readonly timestamps?: boolean
  /** For programs: a document per line. */
  readonly isData?: boolean
  /** What was asked for: a rank alone is not marked. */
  readonly ranks?: ReadonlySet<number> | undefined
}

/** Prints lines as they come, marked where there is more than one place they come from. Gives how many there were. */
export async function printLogs(
  {io, signal}: Context,
  job: TrainingJob,
  batches: AsyncIterable<readonly JobLine[]>,
  {grep, timestamps = false, isData = false, ranks}: PrintedLogs,
): Promise<number> {
  const labels = new Set<string>()
  let [count, isMarked] = [0, (nodesOf(job.kind, job.raw) ?? 1) > 1 && ranks?.size !== 1]
  for await (const batch of batches) {
    const lines = grep ? batch.filter(({text}) => grep.test(text)) : batch
    if (lines.length === 0) continue
    if (!isMarked) for (const {pod} of lines) labels.add(pod.label)
    isMarked ||= labels.size > 1
    io.out(
      isData
        ? lines.map((line) => `${toJson(documentOf(jobLine, line), 0)}\n`).join('')
        : jobLines(lines, {isMarked, hasTimes: timestamps}),
    )
    count += lines.length
  }
  if (signal.aborted) throw new OmeError('cancelled', 'following was ended')
  return count
}
