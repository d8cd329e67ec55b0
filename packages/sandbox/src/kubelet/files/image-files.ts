import type {ApiObject} from '../../api.ts'
import type {ContainerSpec} from '../container-spec.ts'
import {ContainerFiles, type Mount} from './container-files.ts'
import {type FolderNode, file, folder, plant} from './tree.ts'
import type {PodVolumes} from './volumes.ts'

interface VolumeMount {
  readonly name: string
  readonly mountPath: string
  readonly subPath?: string
  readonly subPathExpr?: string
  readonly readOnly?: boolean
}

export interface ImageFilesOptions {
  readonly pod: ApiObject
  readonly container: ContainerSpec
  readonly volumes: PodVolumes
  readonly podIP: string
  /** Names of the programs that every image has. */
  readonly programs: readonly string[]
  readonly now: () => number
}

const folders = [
  'bin',
  'dev',
  'etc',
  'home',
  'lib',
  'mnt',
  'opt',
  'proc',
  'root',
  'run',
  'srv',
  'sys',
  'usr',
  'usr/bin',
  'usr/local/bin',
  'var',
  'var/log',
  'var/run',
]
const accountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Thrown when a volume cannot be mounted where a container wants it. */
export class MountError extends Error {}

/** The file system of a container that begins: what every image has, with the pod's volumes on top. */
export function imageFiles(options: ImageFilesOptions): ContainerFiles {
  const {pod, container, volumes, programs, now} = options
  const time = now()
  const root = folder(time)
  for (const path of folders) plant(root, path, folder(time))
  plant(root, 'tmp', folder(time, 0o1777))
  for (const name of programs) plant(root, `bin/${name}`, file('', time, 0o755))
  for (const [path, text] of Object.entries(systemFiles(options))) plant(root, path, file(text, time))

  const mounts: Mount[] = []
  const wanted: readonly VolumeMount[] = container.volumeMounts ?? []
  for (const mount of wanted) {
    const source = volumes.folder(mount.name)
    if (!source) continue
    const path = mount.mountPath.replace(/\/+$/, '')
    plant(root, path, partOf(source, mount.subPath ?? mount.subPathExpr ?? '', time))
    mounts.push({path, isReadOnly: mount.readOnly === true || isObjectVolume(pod, mount.name)})
  }
  if (pod.spec.automountServiceAccountToken !== false && !wanted.some((mount) => mount.mountPath === accountPath)) {
    plant(root, accountPath, volumes.account())
    mounts.push({path: accountPath, isReadOnly: true})
  }
  return new ContainerFiles({root, mounts, now, refresh: () => volumes.refresh()})
}

function partOf(source: FolderNode, subPath: string, time: number): FolderNode | ReturnType<typeof file> {
  let at = source
  for (const part of subPath.split('/').filter((one) => one !== '')) {
    const next = at.entries.get(part)
    if (next?.kind === 'file') return next
    if (next?.kind === 'folder') at = next
    else {
      const made = folder(time, 0o777)
      at.entries.set(part, made)
      at = made
    }
  }
  return at
}

const isObjectVolume = (pod: ApiObject, name: string): boolean => {
  const volume = (pod.spec.volumes ?? []).find((candidate: {name: string}) => candidate.name === name)
  return Boolean(volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI)
}

function systemFiles({pod, container, podIP}: ImageFilesOptions): Record<string, string> {
  const {name, namespace} = pod.metadata
  const host: string = pod.spec.hostname ?? name
  const aliases: {ip: string; hostnames: string[]}[] = pod.spec.hostAliases ?? []
  const isSmall = /(^|\/)(busybox|alpine)/.test(container.image)
  return {
    'etc/hostname': `${host}\n`,
    'etc/hosts': `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${podIP}\t${host}\n${aliases.map(({ip, hostnames}) => `${ip}\t${hostnames.join('\t')}\n`).join('')}`,
    'etc/resolv.conf': `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
    'etc/os-release': isSmall
      ? 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.1\nPRETTY_NAME="Alpine Linux v3.22"\n'
      : 'PRETTY_NAME="Ubuntu 24.04.3 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\n',
    'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
    'etc/group': 'root:x:0:\nnogroup:x:65534:\n',
    'dev/null': '',
    'dev/termination-log': '',
    'proc/version': 'Linux version 6.8.0-79-generic\n',
    'proc/meminfo': 'MemTotal:       32765432 kB\nMemFree:        24515212 kB\n',
    'proc/cpuinfo': 'processor\t: 0\nmodel name\t: virtual CPU\n',
  }
}
