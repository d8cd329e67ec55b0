import {kaitoNouns} from '@ome/kaito/kaito-nouns'
import type {Context} from '@ome/sdk/context'
import {OmeError} from '@ome/sdk/errors'
import type {BackendName} from '../../domain/backend.ts'
import {kaitoSources} from '../../kaito-observe/compose.ts'
import {findTarget} from '../../kaito-observe/printing/running-target.ts'
import {getSubject} from '../../kaito-observe/usecases/report-kaito.ts'
import type {AlertSubject} from '../domain/alert.ts'

/** The object of KAITO that alerts are about; throws where there is none of that name. */
export async function alertSubject(
  context: Context,
  verb: string,
  words: readonly (string | undefined)[],
  flags: {readonly namespace?: string | undefined; readonly backend?: BackendName | undefined},
): Promise<AlertSubject> {
  const {namespace, target} = await findTarget(context, {verb, words, ...flags, backend: 'kaito', nouns: kaitoNouns})
  if (target.backend !== 'kaito' || flags.backend === 'ome')
    throw new OmeError('usage', 'alerts are about what KAITO runs', [`ome ${verb} workspace NAME`])
  const {store} = await kaitoSources(context)
  const {noun, name} = await getSubject(store, namespace, target)
  return {noun, name, namespace}
}

export const noPrometheus = 'no Prometheus is found: set prometheus.url, or install one in the cluster'
