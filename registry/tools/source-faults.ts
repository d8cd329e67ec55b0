import {personalityFaults} from '@ome/installer/artifact/personality'
import {namesakes} from '@ome/installer/install/names'
import {canonicalText} from '@ome/installer/registry/canonical'
import {compare} from 'semver'
import type {ReleaseFacts, ReviewedPlugin} from './reviewed-sources.ts'

/** What is wrong with the reviewed sources; `before` are the sources they replace. Pure. */
export function sourceFaults(now: readonly ReviewedPlugin[], before: readonly ReviewedPlugin[]): readonly string[] {
  return [
    ...nameFaults(now),
    ...topicFaults(now),
    ...wordFaults(now),
    ...now.flatMap(channelFaults),
    ...now.flatMap(approvalFaults),
    ...appendFaults(now, before),
  ]
}

/** A person types short names: two plugins of the same one would be taken for each other. */
const nameFaults = (plugins: readonly ReviewedPlugin[]): readonly string[] =>
  namesakes(plugins.map(({facts}) => facts.name)).map((names) => `${names.join(' and ')} have the same short name`)

function topicFaults(plugins: readonly ReviewedPlugin[]): readonly string[] {
  const owners = Map.groupBy(
    plugins.flatMap(({facts}) => facts.topics.map((topic) => ({topic, name: facts.name}))),
    ({topic}) => topic,
  )
  return [...owners].flatMap(([topic, rows]) => {
    const names = rows.map(({name}) => name)
    return names.length > 1 ? [`topic "${topic}" has ${names.length} owners: ${names.join(', ')}`] : []
  })
}

/** Rows of the same name for the same words, in what the newest releases bring. */
function wordFaults(plugins: readonly ReviewedPlugin[]): readonly string[] {
  const newest = plugins.map(({facts, releases}) => ({
    by: facts.name,
    brought: [...releases].sort((a, b) => compare(b.version, a.version))[0]?.personalities ?? [],
  }))
  return personalityFaults(newest.flatMap(({by, brought}) => brought.map((words) => ({...words, by}))))
}

function channelFaults({facts, releases}: ReviewedPlugin): readonly string[] {
  if (releases.length === 0) return []
  return Object.entries(facts.channels)
    .filter(([, version]) => !releases.some((release) => release.version === version))
    .map(([channel, version]) => `${facts.name}: channel ${channel} names ${version}, which has no release file`)
}

/** A release that may do more than the one before it needs a second approval. */
function approvalFaults({facts, releases}: ReviewedPlugin): readonly string[] {
  const ordered = [...releases].sort((a, b) => compare(a.version, b.version))
  return ordered.flatMap((release, at) => {
    const wanted = at > 0 && isWider(release, ordered[at - 1]) ? 2 : 1
    const given = new Set(release.approvedBy).size
    return given < wanted ? [`${facts.name} ${release.version}: ${given} of ${wanted} approvals`] : []
  })
}

function isWider(release: ReleaseFacts, previous: ReleaseFacts | undefined): boolean {
  const old = new Set([...(previous?.needs ?? []), ...(previous?.network ?? [])].map((one) => canonicalText(one)))
  return [...release.needs, ...release.network].some((one) => !old.has(canonicalText(one)))
}

/** A published release never changes, except that it may be withdrawn. */
function appendFaults(now: readonly ReviewedPlugin[], before: readonly ReviewedPlugin[]): readonly string[] {
  return before.flatMap(({facts, releases}) =>
    releases.flatMap((old) => {
      const current = now
        .find((plugin) => plugin.facts.name === facts.name)
        ?.releases.find(({version}) => version === old.version)
      if (current === undefined) return [`${facts.name} ${old.version}: its release file was taken away`]
      return withoutYank(current) === withoutYank(old)
        ? []
        : [`${facts.name} ${old.version}: its release file was changed`]
    }),
  )
}

const withoutYank = ({yanked: _yanked, ...release}: ReleaseFacts): string => canonicalText(release)
