import {needTexts} from '@ome/installer/install/plan-text'
import {plain} from '@ome/sdk/text'
import {formatDuration} from '@ome/sdk/units'
import type {RunWish} from './run-job.ts'

/** What is about to run in the cluster, as a person reads it. */
export function runPlanText({name, namespace, command, run}: RunWish): string {
  const limits = Object.entries(run.resources?.limits ?? {}).map(([resource, amount]) => `${resource}=${amount}`)
  return [
    `run ${command} as job/${name} in namespace ${namespace}`,
    `  image    ${run.image}`,
    `  account  ${run.serviceAccount}, ${accountText(run.apiAccess, needTexts(run.accountNeeds))}`,
    `  limits   ends after ${formatDuration(run.timeoutSeconds * 1000)}${limits.map((limit) => `, ${limit}`).join('')}`,
    '',
  ]
    .map(plain)
    .join('\n')
}

const accountText = (apiAccess: boolean, rights: readonly string[]): string =>
  apiAccess
    ? `which may ${rights.length === 0 ? 'do what the cluster lets it' : rights.join('; ')}`
    : 'without access to the API server'
