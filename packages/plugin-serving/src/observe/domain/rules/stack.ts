import {type Check, isIncomplete, named, newest, pending, type Warning} from '../facts.ts'
import type {Fix} from '../finding.ts'

/** The controller has to run for anything to change. */
export const controlPlane: Check = (facts) => {
  const {service, controller} = facts
  if (controller === undefined) return undefined
  const result = isIncomplete(service) ? 'fail' : 'warn'
  if (controller === 'missing')
    return {
      result,
      says: "OME's controller is not installed: nothing carries out what services ask for",
      fix: {why: 'check the whole cluster', command: 'ome cluster health'},
    }
  const {object, namespace, ready, wanted} = controller
  const evidence = [{object, field: 'status.readyReplicas', text: `${ready}/${wanted}`}]
  if (ready === 0)
    return {
      result,
      says: "OME's controller does not run: nothing carries out what services ask for",
      evidence,
      fix: {why: 'read why it stops', command: `kubectl logs -n ${namespace} ${object} --tail 50`},
    }
  return {result: 'ok', says: `${ready}/${wanted} ready`, evidence}
}

/** Nothing was heard of it: told where no rule knows better. */
export const unheard: Check = ({service, warnings}) => {
  if (service.status !== 'Unknown' || warnings === undefined || warnings.length > 0) return undefined
  return {
    result: 'warn',
    says: 'the controller has said nothing about this service yet',
    evidence: [
      {object: `inferenceservice/${service.name}`, field: 'status', text: 'empty, and no warning in its events'},
    ],
    fix: {why: 'check the controller', command: 'ome cluster health'},
  }
}

const webhookCall = /failed calling webhook "([^"]+)"/

/** A webhook that does not answer keeps pods from being made. */
export const webhook: Check = (facts) => {
  const {service, webhookEndpoints} = facts
  const refusal = pending(facts, ({message}) => webhookCall.test(message))
  if (refusal && isIncomplete(service)) {
    const name = webhookCall.exec(refusal.message)?.[1] ?? ''
    return {
      result: 'fail',
      says: `webhook ${name} does not answer: no pod can be made`,
      evidence: [{object: refusal.object, field: `event ${refusal.reason}`, text: refusal.message}],
      fix: name.includes('ome') ? ownWebhook : foreignWebhook,
    }
  }
  if (webhookEndpoints === undefined) return undefined
  const object = 'service/ome-webhook-server-service'
  if (webhookEndpoints > 0)
    return {
      result: 'ok',
      says: 'it answers',
      evidence: [{object, field: 'endpoints', text: `${webhookEndpoints} ready`}],
    }
  return {
    result: isIncomplete(service) ? 'fail' : 'warn',
    says: "OME's webhook has no endpoint: every change of services, runtimes and their pods is refused",
    evidence: [{object, field: 'endpoints', text: 'none ready'}],
    fix: ownWebhook,
  }
}

const ownWebhook: Fix = {
  why: 'look at the pods behind it',
  command: 'kubectl get pods -A -l control-plane=ome-controller-manager',
}

const foreignWebhook: Fix = {
  why: 'find whose it is',
  command: 'kubectl get mutatingwebhookconfigurations,validatingwebhookconfigurations',
}

/** Events by which the controller says that it cannot carry out a spec. */
const refusals: Readonly<Record<string, string>> = {
  DeploymentModeError: 'its deployment mode cannot be carried out',
  MergeSpecsError: 'it cannot be merged with its runtime',
  AcceleratorClassError: 'its accelerator class cannot be used',
  ServerlessModeRejected: 'a least number of 0 replicas asks for serverless mode, which this cluster does not have',
  PredictorMigrationError: 'its old predictor cannot be moved to an engine',
}

const refusalFix = (reason: string, where: string): Fix => {
  if (reason === 'AcceleratorClassError') return {why: 'see which classes there are', command: 'ome get accelerators'}
  if (reason === 'ServerlessModeRejected')
    return {why: 'ask for one replica', command: `ome scale ${where} --replicas 1`}
  return {why: 'read the whole spec', command: `ome describe ${where}`}
}

/**
 * A change that the controller cannot write down in the cluster leaves the old pods running and the status as it was:
 * only events tell, and only those since the last change. What it tries again at once by itself is none.
 */
export const undone: Check = (facts) => {
  const {service} = facts
  const object = `inferenceservice/${service.name}`
  const since = service.changedAt ?? service.createdAt ?? ''
  const isSince = ({at}: Warning): boolean => at !== undefined && Date.parse(at) >= Date.parse(since)
  const error = newest(
    facts,
    (each) =>
      each.object === object &&
      each.reason === 'InternalError' &&
      !/the object has been modified/i.test(each.message) &&
      isSince(each),
  )
  if (!error) return undefined
  return {
    result: 'fail',
    final: true,
    says: 'OME cannot carry out its last change: what runs is as before',
    evidence: [{object, field: `event ${error.reason}`, text: error.message}],
    fix: {why: 'see what was changed, and go back with undo', command: `ome rollout history ${named(service)}`},
  }
}

/** What the service itself asks for. */
export const spec: Check = (facts) => {
  const {service, generation} = facts
  const {declared} = service
  const object = `inferenceservice/${service.name}`
  if (service.status === 'Stopped')
    return {
      result: 'warn',
      says: 'it is stopped on purpose: scaled to 0 replicas',
      evidence: service.components.map(({workload}) => ({
        object: workload ? `${workload.kind.toLowerCase()}/${workload.name}` : object,
        field: 'spec.replicas',
        text: '0',
      })),
      fix: {why: 'wake it', command: `ome scale ${named(service)} --replicas 1`},
    }
  const refusal = pending(facts, ({reason, object: of}) => of === object && reason in refusals)
  if (refusal && isIncomplete(service))
    return {
      result: 'fail',
      final: true,
      says: refusals[refusal.reason] ?? refusal.reason,
      evidence: [{object, field: `event ${refusal.reason}`, text: refusal.message}],
      fix: refusalFix(refusal.reason, named(service)),
    }
  if (generation?.nativeRollouts === false && declared?.removed.includes('spec.predictor'))
    return {
      result: 'warn',
      says: 'OME v1.3 does not read spec.predictor any more: it is to become spec.engine before an upgrade',
      evidence: [{object, field: 'spec.predictor', text: 'is set'}],
      fix: {why: 'take it as it is, to change it', command: `ome get ${named(service)} -o yaml`},
    }
  const ignored = generation?.nativeRollouts ? declared?.removed : declared?.newer
  if (!generation || !ignored || ignored.length === 0) return {result: 'ok', says: 'nothing in it is refused'}
  const removal = ignored.map((path) => `--set ${path}=null`).join(' ')
  return {
    result: isIncomplete(service) && ignored.includes('spec.predictor') ? 'fail' : 'warn',
    says: `OME ${generation.name} does not read ${ignored.join(', ')}`,
    evidence: ignored.map((field) => ({object, field, text: 'is set and has no effect'})),
    fix: {
      why: 'take it out',
      command: `ome update ${named(service)} ${removal}`,
    },
  }
}
