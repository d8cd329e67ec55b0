import type {ObjectField} from '../../notation/field.ts'
import {conditions} from '../shared.ts'

const env = {'[]': '@EnvVar'} as const

const fixed = (message: string) => [{rule: 'self == oldSelf', message}] as const

const initializer = {storageUri: 'string', env, secretRef: {'name!': 'string'}} as const

/** A training run after a runtime: Trainer 2.2. */
export const trainJob = {
  'spec!': {
    'runtimeRef!': {
      'name!': 'string',
      apiGroup: 'string = "trainer.kubeflow.org"',
      kind: 'string = "ClusterTrainingRuntime"',
      $rules: fixed('runtimeRef is immutable'),
    },
    initializer: {dataset: initializer, model: initializer, $rules: fixed('field is immutable')},
    trainer: {
      image: 'string',
      command: '[string]',
      args: '[string]',
      env,
      numNodes: 'int32',
      resourcesPerNode: '@ResourceRequirements',
      numProcPerNode: 'int32',
      $rules: fixed('field is immutable'),
    },
    runtimePatches: {'[]': {$: 'raw', 'manager!': 'string', time: 'time'}, $: 'items ..16 map manager'},
    activeDeadlineSeconds: 'int64 range 1..',
    suspend: 'bool = false',
    managedBy: 'string = "trainer.kubeflow.org/trainjob-controller"',
  },
  status: {
    conditions: {...conditions, $: 'map type'},
    jobsStatus: {
      '[]': {
        'name!': 'string',
        'ready!': 'int32',
        'succeeded!': 'int32',
        'failed!': 'int32',
        'active!': 'int32',
        'suspended!': 'int32',
      },
      $: 'map name',
    },
    trainerStatus: {
      progressPercentage: 'int32 range 0..100',
      estimatedRemainingSeconds: 'int32',
      metrics: {'[]': {'name!': 'string', 'value!': 'string'}},
      lastUpdatedTime: 'time',
    },
  },
} as const satisfies ObjectField

/** A JobSet to train with, and how its nodes find each other. */
export const trainingRuntime = {
  'spec!': {
    mlPolicy: {
      numNodes: 'int32',
      torch: 'raw',
      mpi: {
        numProcPerNode: 'int32 = 1',
        mpiImplementation: 'string = "OpenMPI"',
        sshAuthMountPath: 'string = "/root/.ssh"',
        runLauncherAsNode: 'bool = false',
      },
      jax: 'raw',
      xgboost: 'raw',
      flux: 'raw',
    },
    podGroupPolicy: 'raw',
    'template!': {metadata: 'raw', spec: 'raw'},
  },
} as const satisfies ObjectField

/** Jobs that begin and end together: JobSet 0.8. */
export const jobSet = {
  'spec!': {
    replicatedJobs: {
      '[]': {
        'name!': 'string',
        groupName: 'string = "default"',
        replicas: 'int32 = 1',
        'template!': 'raw',
        dependsOn: {'[]': {'name!': 'string', 'status!': 'enum:Ready|Complete'}},
      },
      $: 'map name',
    },
    network: {enableDNSHostnames: 'bool', subdomain: 'string', publishNotReadyAddresses: 'bool'},
    successPolicy: {operator: 'enum:All|Any', targetReplicatedJobs: '[string]'},
    failurePolicy: 'raw',
    startupPolicy: {startupPolicyOrder: 'enum:AnyOrder|InOrder'},
    suspend: 'bool',
    coordinator: 'raw',
    managedBy: 'string',
    ttlSecondsAfterFinished: 'int32 range 0..',
  },
  status: {
    conditions: {...conditions, $: 'map type'},
    restarts: 'int32',
    restartsCountTowardsMax: 'int32',
    terminalState: 'string',
    replicatedJobsStatus: {
      '[]': {
        'name!': 'string',
        'ready!': 'int32',
        'succeeded!': 'int32',
        'failed!': 'int32',
        'active!': 'int32',
        'suspended!': 'int32',
      },
      $: 'map name',
    },
  },
} as const satisfies ObjectField

const replicaSpec = {
  replicas: 'int32 range 0..',
  restartPolicy: 'enum:Always|OnFailure|Never|ExitCode',
  template: 'raw',
} as const

/** A distributed PyTorch run: Training Operator 1.9. */
export const pytorchJob = {
  'spec!': {
    'pytorchReplicaSpecs!': {'{}': replicaSpec},
    nprocPerNode: 'string',
    elasticPolicy: 'raw',
    runPolicy: {
      cleanPodPolicy: 'enum:All|Running|None',
      ttlSecondsAfterFinished: 'int32',
      activeDeadlineSeconds: 'int64',
      backoffLimit: 'int32',
      schedulingPolicy: 'raw',
      suspend: 'bool = false',
      managedBy: 'string',
    },
  },
  status: {
    conditions: {
      '[]': {
        'type!': 'string',
        'status!': 'string',
        reason: 'string',
        message: 'string',
        lastTransitionTime: 'time',
        lastUpdateTime: 'time',
      },
    },
    replicaStatuses: {'{}': {active: 'int32', succeeded: 'int32', failed: 'int32', selector: 'string'}},
    startTime: 'time',
    completionTime: 'time',
    lastReconcileTime: 'time',
  },
} as const satisfies ObjectField
