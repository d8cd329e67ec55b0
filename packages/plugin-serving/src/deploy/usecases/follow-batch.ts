import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import type {ReportSources} from '../../observe/usecases/report-service.ts'
import {followDeployment} from './follow-deployment.ts'

/** Waits for every service of a plan; tells each as it becomes ready, or why it cannot. */
export async function followBatch(
  sources: ReportSources,
  {changes}: Plan,
  namespace: string,
  tell: {
    readonly ready: (name: string) => void
    readonly failed: (name: string, error: Error) => void
    /** Once it is aborted nothing more is told. */
    readonly signal: AbortSignal
  },
): Promise<void> {
  const ended = await Promise.all(
    changes.map(async (change) => {
      const {name} = change.object
      try {
        for await (const _ of followDeployment(sources, {changes: [change]}, namespace));
        tell.signal.throwIfAborted()
        tell.ready(name)
        return true
      } catch (error) {
        if (!(error instanceof Error) || tell.signal.aborted) throw error
        tell.failed(name, error)
        return false
      }
    }),
  )
  const failed = ended.filter((isReady) => !isReady).length
  if (failed > 0) throw new OmeError('failed', `${failed} of ${changes.length} services cannot become ready`)
}
