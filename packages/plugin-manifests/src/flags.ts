import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'
import {namespaced} from '@ome/sdk/flags'

/** `-f`, `-k` and `-R`: where manifests come from. */
export const input = {
  filename: Flags.string({
    char: 'f',
    description: 'file or folder with manifests, - for stdin; may be repeated',
    helpValue: 'FILE|DIR|-',
    multiple: true,
    multipleNonGreedy: true,
    exclusive: ['kustomize'],
  }),
  kustomize: Flags.string({
    char: 'k',
    description: 'folder with a kustomization, built by kustomize or kubectl',
    helpValue: 'DIR',
  }),
  recursive: Flags.boolean({
    char: 'R',
    description: 'with folders, look into their folders too',
    dependsOn: ['filename'],
  }),
}

/** Throws `usage` when no manifests were named. */
export function needInput(
  {filename, kustomize}: {readonly filename?: readonly string[] | undefined; readonly kustomize?: string | undefined},
  command: string,
): void {
  if (filename !== undefined || kustomize !== undefined) return
  throw new OmeError('usage', `say what to ${command}: -f FILE, -f DIR, -f - or -k DIR`, [
    `ome ${command} -f service.yaml`,
  ])
}

/** What of a backup is restored, where to, and what happens to what is there. */
export const restoreFlags = {
  only: Flags.string({
    description: 'noun or kind of objects, also with a name; may be repeated',
    helpValue: 'NOUN[/NAME]',
    multiple: true,
  }),
  'namespace-map': Flags.string({
    description: 'put what was in namespace FROM into TO; may be repeated',
    helpValue: 'FROM=TO',
    multiple: true,
    default: [],
  }),
  existing: Flags.option({options: ['overwrite', 'skip', 'fail'] as const})({
    description: 'what to do with objects that are there and differ',
    default: 'overwrite',
  }),
}

/** What a backup of this name is. Throws `usage` for what could not be restored. */
export function backupTarget(output: string): 'stdout' | 'archive' | 'documents' {
  if (output === '-') return 'stdout'
  if (/\.(tar\.gz|tgz)$/.test(output)) return 'archive'
  if (/\.ya?ml$/.test(output)) return 'documents'
  throw new OmeError('usage', `"${output}" is no name of a backup`, [
    'name a .tar.gz, a .tgz, a .yaml, or - for stdout',
  ])
}

export const passphraseFlag = {
  'passphrase-file': Flags.string({
    description:
      'file whose first line is the passphrase of the secrets; else OME_BACKUP_PASSPHRASE, or it is asked for',
    helpValue: 'FILE',
  }),
}

/** `A=B`, once or more. Throws `usage` for another form. */
export function pairs(typed: readonly string[], flag: string, form: string): Readonly<Record<string, string>> {
  const entries = typed.map((pair) => {
    const at = pair.indexOf('=')
    if (at > 0 && at < pair.length - 1) return [pair.slice(0, at), pair.slice(at + 1)] as const
    throw new OmeError('usage', `${flag} "${pair}" is not of the form ${form}`)
  })
  return Object.fromEntries(entries)
}

const alone = {exclusive: ['template']}

/** Where a service of `create service` comes from: a template and its parameters, or a model and what else is said. */
export const serviceFlags = {
  template: Flags.string({description: 'template to fill in; see template list'}),
  param: Flags.string({
    description: 'a parameter of the template',
    helpValue: 'NAME=VALUE',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
  model: Flags.string({...alone, description: 'model to serve'}),
  scope: Flags.option({options: ['namespace', 'cluster'] as const})({
    description: 'where the model is, when both have one of its name',
  }),
  runtime: Flags.string({...alone, description: 'runtime to serve it with; else the one that fits best'}),
  replicas: Flags.integer({...alone, description: 'replicas that run at all times', min: 1}),
  autoscale: Flags.boolean({...alone, description: 'let an autoscaler choose the number of replicas', allowNo: true}),
  'min-replicas': Flags.integer({...alone, description: 'least number of replicas', min: 1}),
  'max-replicas': Flags.integer({...alone, description: 'greatest number of replicas', min: 1}),
  accelerator: Flags.string({description: 'accelerator class to run on'}),
  monitoring: Flags.boolean({...alone, description: 'have Prometheus scrape the engine', allowNo: true}),
  env: Flags.string({
    ...alone,
    description: 'environment variable of the engine',
    helpValue: 'NAME=VALUE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  label: Flags.string({
    ...alone,
    description: 'label of the service',
    helpValue: 'NAME=VALUE',
    multiple: true,
    multipleNonGreedy: true,
  }),
  pd: Flags.boolean({...alone, description: 'run prefill and decode apart: take a runtime that has a decoder'}),
  mode: Flags.option({options: ['RawDeployment', 'OMENative'] as const})({
    description: 'how it runs, from OME v1.3 on',
  }),
  strict: Flags.boolean({description: 'too few free GPUs is an error'}),
  'wait-model': Flags.boolean({description: 'create it although no node has the model yet'}),
}

/** The name in `service/NAME`. */
export function serviceOf(typed: string): string {
  const [noun, name, ...rest] = typed.split('/')
  if ((noun === 'service' || noun === 'services') && name && rest.length === 0) return name
  throw new OmeError('usage', `"${typed}" is not of the form service/NAME`)
}

export const backupFlags = {
  output: Flags.string({
    char: 'o',
    description: 'file to write; - is stdout',
    helpValue: 'FILE.tar.gz|FILE.yaml|-',
    required: true,
  }),
  ...namespaced,
  'include-secrets': Flags.boolean({description: 'also the Secrets that the objects name, sealed'}),
  ...passphraseFlag,
}
