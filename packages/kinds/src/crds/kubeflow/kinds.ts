import * as name from '../../kubeflow.ts'
import {age, type CustomKind, type KindVersion} from '../custom-kind.ts'
import {notebook, notebookWorkspace, tensorboard, workspaceKind} from './notebooks.ts'
import {authorizationPolicy, kserveService, podDefault, profile, pvcViewer, virtualService} from './platform.ts'
import {jobSet, pytorchJob, trainingRuntime, trainJob} from './training.ts'

/** Derived from public API documentation; names and columns as the projects have them. */
export const kubeflowKinds: readonly CustomKind[] = [
  {
    name: name.notebooks,
    versions: several(['v1beta1', 'v1alpha1'], {name: 'v1', stored: true, status: true, fields: notebook}),
  },
  {
    name: name.notebookWorkspaces,
    short: ['ws'],
    versions: [
      {
        name: 'v1beta1',
        stored: true,
        columns: ['State: string .status.state'],
        status: true,
        fields: notebookWorkspace,
      },
    ],
  },
  {
    name: name.workspaceKinds,
    short: ['wsk'],
    versions: [{name: 'v1beta1', stored: true, status: true, fields: workspaceKind}],
  },
  {name: name.profiles, versions: several(['v1beta1'], {name: 'v1', stored: true, status: true, fields: profile})},
  {name: name.podDefaults, versions: [{name: 'v1alpha1', stored: true, status: true, fields: podDefault}]},
  {name: name.pvcViewers, versions: [{name: 'v1alpha1', stored: true, status: true, fields: pvcViewer}]},
  {name: name.tensorboards, versions: [{name: 'v1alpha1', stored: true, status: true, fields: tensorboard}]},
  {
    name: name.trainJobs,
    versions: [
      {
        name: 'v1alpha1',
        stored: true,
        columns: ['State: string .status.conditions[-1:].type', age],
        status: true,
        fields: trainJob,
      },
    ],
  },
  {name: name.trainingRuntimes, versions: [{name: 'v1alpha1', stored: true, fields: trainingRuntime}]},
  {name: name.clusterTrainingRuntimes, versions: [{name: 'v1alpha1', stored: true, fields: trainingRuntime}]},
  {
    name: name.pytorchJobs,
    versions: [
      {
        name: 'v1',
        stored: true,
        columns: ['State: string .status.conditions[-1:].type', age],
        status: true,
        scale: {
          replicas: '.spec.pytorchReplicaSpecs.Worker.replicas',
          current: '.status.replicaStatuses.Worker.active',
          selector: '.status.replicaStatuses.Worker.selector',
        },
        fields: pytorchJob,
      },
    ],
  },
  {
    name: name.jobSets,
    versions: [
      {
        name: 'v1alpha2',
        stored: true,
        columns: [
          'TerminalState: string .status.terminalState',
          'Restarts: string .status.restarts',
          'Completed: string .status.conditions[?(@.type=="Completed")].status',
          'Suspended: string .spec.suspend',
          age,
        ],
        status: true,
        fields: jobSet,
      },
    ],
  },
  {
    name: name.kserveServices,
    short: ['isvc'],
    versions: [
      {
        name: 'v1beta1',
        stored: true,
        columns: ['URL: string .status.url', 'Ready: string .status.conditions[?(@.type=="Ready")].status', age],
        status: true,
        fields: kserveService,
      },
    ],
  },
  {
    name: name.virtualServices,
    short: ['vs'],
    categories: ['istio-io', 'networking-istio-io'],
    versions: several(['v1beta1', 'v1alpha3'], {
      name: 'v1',
      stored: true,
      columns: ['Gateways: string .spec.gateways', 'Hosts: string .spec.hosts', age],
      status: true,
      fields: virtualService,
    }),
  },
  {
    name: name.authorizationPolicies,
    short: ['ap'],
    categories: ['istio-io', 'security-istio-io'],
    versions: several(['v1beta1'], {name: 'v1', stored: true, status: true, fields: authorizationPolicy}),
  },
]

/** The stored version, and older ones of the same shape. */
function several(others: readonly string[], {stored, ...version}: KindVersion): readonly KindVersion[] {
  return [{...version, ...(stored ? {stored} : {})}, ...others.map((older) => ({...version, name: older}))]
}
