import {statSync} from 'node:fs'
import {brokenPolicy, policyLimit} from '@ome/installer/policy/parse-policy'
import {openPolicy, type Policy, tighten, tightenByCluster} from '@ome/installer/policy/policy'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {ownPolicyPath, type PolicyFiles, type PolicyPlaces} from './policy-places.ts'
import {policyOfText} from './policy-yaml.ts'

/** Reads the files there are. Throws `denied` naming a file that cannot be used: nothing is permitted then. */
export async function readPolicyFiles({system, data, named}: PolicyPlaces): Promise<PolicyFiles> {
  const machine = await readPolicy(system)
  const own = await readPolicy(ownPolicyPath(data))
  const chosen = named ? await readPolicy(named) : undefined
  if (named && !chosen) throw brokenPolicy(named, new Error('OME_POLICY names it and it is not there'))
  return {system: machine, own: [own, chosen].filter((policy) => policy !== undefined)}
}

/** One policy of all layers: each can only tighten those before it, and the cluster may grant what runs inside it. */
export function joinPolicies({system = openPolicy, own}: PolicyFiles, cluster?: Policy): Policy {
  return own.reduce(tighten, cluster ? tightenByCluster(system, cluster) : system)
}

async function readPolicy(path: string): Promise<Policy | undefined> {
  const text = textOf(path)
  return text === undefined ? undefined : policyOfText(text, path)
}

function textOf(path: string): string | undefined {
  try {
    const found = statSync(path, {throwIfNoEntry: false})
    if (found === undefined) return undefined
    if (!found.isFile()) throw new Error('it is not a file')
    if (found.size > policyLimit) throw new Error(`it is larger than ${policyLimit / 1024} KiB`)
    return String(readPlainFile(path, policyLimit))
  } catch (error) {
    throw brokenPolicy(path, error)
  }
}
