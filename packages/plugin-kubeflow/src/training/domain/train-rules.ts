import {at, list, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'

const longestName = 63

/** Names of jobs are labels of DNS that begin with a letter. Throws `usage`. */
export function checkJobName(name: string): void {
  if (/^[a-z](?:[-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= longestName) return
  throw new OmeError('usage', `"${name}" is no name for a training job`, [
    'lower-case letters, digits and dashes, a letter first, 63 characters at most',
  ])
}

/** Variables that Trainer sets itself and refuses from users, by framework. */
const reserved: readonly {readonly framework?: string; readonly pattern: RegExp}[] = [
  {pattern: /^PET_(?:NNODES|NPROC_PER_NODE|NODE_RANK|MASTER_ADDR|MASTER_PORT)$/},
  {pattern: /^OMPI_MCA_(?:orte_default_hostfile|plm_rsh_args|orte_keep_fqdn_hostnames|orte_set_default_slots)$/},
  {framework: 'xgboost', pattern: /^DMLC_/},
]

/** Throws `usage` for variables of the trainer that the runtime's framework keeps for itself. */
export function checkEnvironment(spec: unknown, framework: string): void {
  const names = list(at(spec, 'trainer', 'env')).map((each) => text(at(each, 'name')) ?? '')
  const taken = names.filter((name) =>
    reserved.some((rule) => (rule.framework ?? framework) === framework && rule.pattern.test(name)),
  )
  if (taken.length === 0) return
  const what = taken.length === 1 ? 'is a variable that Trainer sets' : 'are variables that Trainer sets'
  throw new OmeError('usage', `${taken.join(', ')} ${what} itself`, [
    'leave it out: nodes, GPUs and ranks are told by the job',
  ])
}
