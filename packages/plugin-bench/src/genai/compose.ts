import type {Context} from '@ome/sdk/context'
import {plain} from '@ome/sdk/text'
import {runnerImage} from '../workers/compose.ts'
import type {GenaiHost} from './domain/genai-host.ts'

/** What running genai-bench takes. */
export async function genaiIn(context: Context, typedImage?: string): Promise<GenaiHost> {
  const [{genaiHost}, kube] = await Promise.all([
    import('./kube/genai-host.ts'),
    context.lastingKube?.() ?? context.kube(),
  ])
  const warn = (message: string): void => context.io.err(`warning: ${plain(message)}\n`)
  return genaiHost(kube, runnerImage(context, typedImage), warn)
}
