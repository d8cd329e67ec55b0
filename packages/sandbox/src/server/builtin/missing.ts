import type {ApiError} from '../../api.ts'
import {notImplemented} from '../errors.ts'

/** What a Kubernetes 1.36 API server serves and the sandbox does not, by the beginning of its path. */
const absent: readonly string[] = [
  '/apis/flowcontrol.apiserver.k8s.io',
  '/apis/internal.apiserver.k8s.io',
  '/apis/storagemigration.k8s.io',
  '/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicies',
  '/apis/admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings',
  '/apis/certificates.k8s.io/v1beta1',
  '/apis/networking.k8s.io/v1/ipaddresses',
  '/apis/networking.k8s.io/v1/servicecidrs',
  '/apis/storage.k8s.io/v1/volumeattributesclasses',
  '/apis/resource.k8s.io/v1alpha3',
  '/apis/resource.k8s.io/v1beta1',
  '/apis/resource.k8s.io/v1beta2',
  '/debug',
  '/logs',
  '/metrics/slis',
  '/statusz',
  '/flagz',
]

/** The refusal of a path that only a real server answers; undefined for paths that no server knows. */
export function missing(path: string): ApiError | undefined {
  const found = absent.find((one) => path === one || path.startsWith(`${one}/`))
  return found === undefined ? undefined : notImplemented(found.replace(/^\/apis\//, '').replace(/^\//, ''))
}
