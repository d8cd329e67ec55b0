import {randomBytes} from 'node:crypto'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Machine} from './program.ts'

/** The cluster that OME_E2E_KUBECONFIG names; without it the suites start a sandbox. */
export const given = process.env['OME_E2E_KUBECONFIG']

/** What a cluster may offer or not; found out by asking it. */
export type Capability = 'namespaces' | 'ome.io' | 'gpu'

/** A name that no other run uses, nor anybody else. */
export const uniqueNamespace = (): string => `ome-e2e-${randomBytes(4).toString('hex')}`

/** Asks the cluster of the machine's kubeconfig what it offers. */
export async function probe(machine: Machine): Promise<ReadonlySet<Capability>> {
  const [namespaces, served, gpus] = await Promise.all([
    machine.kubectl('auth', 'can-i', 'create', 'namespaces'),
    machine.kubectl('api-resources', '--api-group=ome.io', '-o', 'name'),
    machine.kubectl('get', 'nodes', '-o', 'jsonpath={.items[*].status.allocatable.nvidia\\.com/gpu}'),
  ])
  const found = new Set<Capability>()
  if (namespaces.out === 'yes\n') found.add('namespaces')
  if (served.out.includes('inferenceservices.')) found.add('ome.io')
  if (/[1-9]/.test(gpus.out)) found.add('gpu')
  return found
}

/** Lets the machine use a copy of this kubeconfig that points at the namespace. */
export async function useCluster(machine: Machine, kubeconfig: string, namespace: string): Promise<void> {
  const {out} = await machine.kubectl('config', 'view', '--raw', '--flatten', '--minify', '--kubeconfig', kubeconfig)
  const copy = join(machine.home, 'kubeconfig')
  writeFileSync(copy, out, {mode: 0o600})
  machine.env = {...machine.env, KUBECONFIG: copy}
  await machine.kubectl('config', 'set-context', '--current', '--namespace', namespace)
}
