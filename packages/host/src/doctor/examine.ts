import type {Context} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import {spin} from '@ome/sdk/steps'
import {oneLine, redact} from '@ome/sdk/text'
import {type Finding, fail, fixOf, type Probe, type Scene, warn} from './finding.ts'

/** Longest time one probe may take: a cluster that does not answer is a finding, not a reason to wait. */
export const patienceMs = 8000

/** Runs all probes at once, each with a limit of time, and joins what they found in their order. */
export async function examine(
  probes: readonly Probe[],
  scene: Scene,
  limitMs = patienceMs,
): Promise<readonly Finding[]> {
  const pending = new Set(probes.map(({title}) => title))
  const all = Promise.all(
    probes.map(async (probe) => {
      const findings = await limited(probe, scene, limitMs)
      pending.delete(probe.title)
      return findings
    }),
  )
  const found = await spin('looking at this machine, its plugins, registries and clusters', all, scene.context)
  return found.flat().map(clean)
}

async function limited(probe: Probe, scene: Scene, limitMs: number): Promise<readonly Finding[]> {
  const limit = AbortSignal.timeout(limitMs)
  const signal = AbortSignal.any([limit, scene.context.signal])
  const {promise: over, resolve} = Promise.withResolvers<readonly Finding[]>()
  const stop = (): void => resolve([warn(probe.title, `gave no answer within ${Math.round(limitMs / 1000)} s`)])
  signal.addEventListener('abort', stop, {once: true})
  try {
    return await Promise.race([probe.run(scene, signal), over])
  } catch (error) {
    scene.context.signal.throwIfAborted()
    if (isOmeError(error)) return [fail(probe.title, error.message, fixOf(error.hints))]
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

const clean = (finding: Finding): Finding => ({...finding, message: oneLine(redact(finding.message))})

/** Puts right what can be put right without harm; the others stay as they are. */
export async function repairAll(findings: readonly Finding[], {signal}: Pick<Context, 'signal'>): Promise<Finding[]> {
  const after: Finding[] = []
  for (const finding of findings) {
    signal.throwIfAborted()
    after.push(await repaired(finding))
  }
  return after
}

async function repaired(finding: Finding): Promise<Finding> {
  const {repair, fix, ...rest} = finding
  if (!repair || finding.status === 'ok') return finding
  try {
    return {...rest, status: 'ok', done: await repair()}
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return {
      ...rest,
      ...(fix === undefined ? {} : {fix}),
      message: `${finding.message}; putting it right failed: ${oneLine(redact(reason))}`,
    }
  }
}
