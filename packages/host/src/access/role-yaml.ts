import {OmeError} from '@ome/sdk/errors'
import {dumpYamlDocuments} from '@ome/sdk/yaml-dump'
import {refusalText} from '../policy/command-refusal.ts'
import type {Explained, Wanted} from './explain.ts'
import {dependenceNotes, missingOf} from './explanation.ts'
import {clusterRoleManifests, roleManifests} from './roles.ts'

interface ExplainFlags {
  readonly 'all-of'?: string | undefined
  readonly tier?: string | undefined
  readonly optional?: boolean | undefined
  readonly 'aggregate-to'?: string | undefined
}

/** What the words and flags ask for. Throws `usage` unless it is exactly one thing. */
export function wantedOf(words: readonly string[], {'all-of': plugin, tier}: ExplainFlags): Wanted {
  const wanted: readonly (Wanted | undefined)[] = [
    words.length > 0 ? {words} : undefined,
    plugin === undefined ? undefined : {plugin},
    tier === undefined ? undefined : {tier},
  ]
  const [only, ...others] = wanted.filter((one) => one !== undefined)
  if (only !== undefined && others.length === 0) return only
  throw new OmeError('usage', 'say what to explain: the words of a command, --all-of PLUGIN or --tier TIER', [
    'for example: ome auth explain get services',
  ])
}

/** The roles as YAML, and what a person should know of them. */
export function roleYaml(
  {rights, role, identity, dependsOn, refusal, namespace}: Explained,
  wanted: Wanted,
  flags: ExplainFlags,
  current: string,
): {readonly text: string; readonly notes: readonly string[]} {
  const order = {name: role, namespace: namespace ?? current, identity}
  const isCommand = 'words' in wanted && flags['aggregate-to'] === undefined
  const questions = isCommand
    ? missingOf(rights, flags.optional)
    : rights.filter(({optional}) => flags.optional || !optional).map(({question}) => question)
  const manifests = isCommand
    ? roleManifests({...order, questions})
    : clusterRoleManifests({...order, questions}, flags['aggregate-to'])
  return {
    text: manifests.length === 0 ? '' : dumpYamlDocuments(manifests),
    notes: [
      ...(manifests.length === 0 ? ['nothing is missing'] : []),
      ...(dependsOn ? [dependenceNotes[dependsOn]] : []),
      ...(refusal ? [refusalText(refusal)] : []),
      ...(identity === undefined && manifests.length > 0 && flags['aggregate-to'] === undefined
        ? ['the server does not say who you are, so the role is bound to nobody']
        : []),
    ],
  }
}
