import {exitCodes, OmeError} from '@ome/sdk/errors'
import type {EngineName} from '../domain/engine-name.ts'
import type {HealthCheck} from '../engine/domain/engine-status.ts'

/** Throws `unmet` when a check failed. */
export function demandHealth(checks: readonly HealthCheck[], {name, namespace}: EngineName): void {
  const failed = checks.filter(({result}) => result === 'no')
  if (failed.length === 0) return
  throw new OmeError('unmet', `ragengine "${name}" is not well: ${failed.map(({check}) => check).join(', ')}`, [
    `see why: ome rag status ${name} -n ${namespace}`,
  ])
}

/** The exit code of checks, for those of several clusters. */
export const healthCode = (checks: readonly HealthCheck[]): number =>
  checks.some(({result}) => result === 'no') ? exitCodes.unmet : 0
