import {getService} from '@ome/inference-model/get-service'
import type {OmeError} from '@ome/sdk/errors'
import {Exit} from '@ome/sdk/runtime'
import {serving} from '../../compose.ts'
import type {Stage} from '../../printing/serving-command.ts'
import {nextFor} from '../domain/health.ts'
import {checkAll} from '../usecases/check-health.ts'
import {healthList} from '../views/health-list.ts'

/** Tries one service of OME, or those of a namespace, or of all; ends with 3 or 5 when something is amiss. */
export async function tryServices(
  {context, render, note}: Stage,
  namespace: string | undefined,
  {name, output}: {readonly name?: string; readonly output?: string | undefined},
): Promise<void> {
  const {services, engine} = await serving(context)
  const found =
    name === undefined
      ? await services.list({namespace})
      : [await getService(services, {name, namespace: namespace ?? ''})]
  const clock = () => context.now().getTime()
  const denials: OmeError[] = []
  const checks = await checkAll({engine, clock, denied: (error) => denials.push(error)}, found)
  render(healthList, checks, output)
  for (const next of nextFor(checks)) note(next)
  if (checks.some(({result}) => result === 'fail')) throw new Exit(3)
  if (denials[0]) throw denials[0]
}
