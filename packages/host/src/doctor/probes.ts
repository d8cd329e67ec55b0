import type {Probe} from './finding.ts'
import {clusterProbe} from './probes/clusters.ts'
import {folderProbe} from './probes/folders.ts'
import {kubeconfigProbe} from './probes/kubeconfig.ts'
import {nodeProbe, pathProbe} from './probes/machine.ts'
import {networkProbe} from './probes/network.ts'
import {pluginProbe} from './probes/plugins.ts'
import {registryProbe} from './probes/registries.ts'
import {aliasProbe, settingsProbe} from './probes/settings.ts'
import {completionProbe} from './probes/shell.ts'

/** In the order they are told. */
export const probes: readonly Probe[] = [
  nodeProbe,
  pathProbe,
  completionProbe,
  settingsProbe,
  aliasProbe,
  pluginProbe,
  registryProbe,
  folderProbe,
  networkProbe,
  kubeconfigProbe,
  clusterProbe,
]
