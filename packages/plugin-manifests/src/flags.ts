import {Flags} from '@ome/sdk/command'
import {OmeError} from '@ome/sdk/errors'

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

/** The name in `service/NAME`. */
export function serviceOf(typed: string): string {
  const [noun, name, ...rest] = typed.split('/')
  if ((noun === 'service' || noun === 'services') && name && rest.length === 0) return name
  throw new OmeError('usage', `"${typed}" is not of the form service/NAME`)
}
