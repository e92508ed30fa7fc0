/**
 * What each error code means, for `smolfaas help errors CODE` and docs/errors.md: when it occurs,
 * what SmolFaaS has done by then, and what to do if the hint of the message is not enough.
 *
 * The compiler requires one entry for each code. Sentences and hints with their facts are in
 * cli/src/errors; this file says what holds for every occurrence.
 */
import type { Described } from '../errors/describe.js';

export const ERROR_MEANINGS: Readonly<Record<Described['code'], string>> = {
  // Usage and input.
  usage: 'The command line has an unknown command, flag or argument, or lacks one. Nothing was read or changed.',
  'functions-dir-missing':
    'The functions directory does not exist. Without --functions-dir it is ./functions below the present directory.',
  'functions-dir-not-directory':
    'The functions directory is a file. It has to be a directory with one sub-directory per function.',
  'functions-dir-unreadable': 'The system does not let this user list the functions directory.',
  'unknown-function':
    "An argument names no function. A function is known when it has a directory, a container or a record of an earlier run. A pattern in quotes, such as 'api-*', has to match a directory.",
  'path-too-long': 'A path is longer than the system accepts, usually because a script joined it twice.',
  'bad-flag':
    'The value of a flag cannot be used. It may come from an environment variable SMOLFAAS_… of the same name, which a flag on the command line overrides.',
  'project-file-unreadable': 'smolfaas.yaml exists, and the system does not let this user read it.',
  'project-file-invalid':
    'smolfaas.yaml is no YAML, or has a key or value that the schema does not allow. Each problem has its line and column.',
  'unknown-profile':
    '--profile or SMOLFAAS_PROFILE names a profile that smolfaas.yaml does not have. Profiles are the keys below profiles: there.',
  'function-input-missing':
    'smolfaas.yaml gives a function a variable, a file, a secret or a network that does not exist here, or a command for a secret failed. Everything of this kind is looked at before anything starts.',
  'no-such-instance': 'The function has no running container with this number. Instances are counted from 1.',
  'no-shell':
    'The image of the function has no shell, and there is no router on this engine whose image could lend one.',
  'shared-unusable':
    'A path of shared in smolfaas.yaml cannot be used: nothing is there, or it contains the function, or leads to no files. Paths begin at the directory of the function.',
  'shared-unsupported':
    'The runtime that builds the function cannot place directories outside of it. Another runtime, a newer version of it, or a copy inside the function helps.',
  'force-with-names':
    'down --force removes everything of the project, so it cannot be limited to some functions. Without --force, names are accepted.',
  'project-name-taken':
    'The name of this project (name: in smolfaas.yaml, --name or SMOLFAAS_NAME) belongs to another directory that exists. Each project on an engine needs its own.',
  'state-of-other-project':
    'Two directories use one state database, usually because --state-db or SMOLFAAS_STATE_DB names the same file for both. Each project needs its own.',
  'unknown-project': 'No project on this engine has this id, name or directory. smolfaas projects lists all of them.',
  'ambiguous-project': 'Several projects on this engine match. The id, or more of its digits, names one of them.',
  'lock-file-unreadable': 'smolfaas.lock exists, and the system does not let this user read it.',
  'lock-file-invalid': 'smolfaas.lock is damaged, or a newer smolfaas wrote it. It can be written again.',
  'lock-file-missing':
    '--locked asks for the images of smolfaas.lock, and there is no such file beside the functions directory.',
  'lock-file-incomplete':
    'A function needs an image that smolfaas.lock does not have, and --locked forbids any other. Usually a function or a base image was added since.',
  'lock-file-unwritable':
    'The images were determined, and smolfaas.lock could not be written. The file that was there is unchanged.',
  'bundle-unusable': 'The file is no bundle, or a part of one. Nothing was loaded from it.',
  'bundle-unwritable': 'The bundle could not be written where it should go. No partial file is left.',
  'bundle-other-platform':
    'The images in the bundle are for another operating system or processor than this engine has.',
  'functions-not-built':
    'The command needs images of the sources as they are now, and some have none yet. An edit since the last up has the same effect.',
  'bad-runtime-id': 'The id of a runtime is part of package names and labels, so only some characters are allowed.',
  'folder-unusable': 'A folder that a command wants to write is not empty, or cannot be written.',

  // One function.
  'bad-function-name':
    'The name of a directory becomes part of a host name, a path and a container name, so only some characters are allowed. Directories that are no functions begin with "_" or ".".',
  'function-name-too-long': 'Prefix and function name together are longer than names of containers may be.',
  'function-link-outside':
    'A symbolic link in the functions directory leads out of it. What is outside would not be part of what SmolFaaS hashes and sends.',
  'no-runtime':
    'No installed runtime recognises the files of this directory. Runtimes look for files such as go.mod, package.json, requirements.txt or a Dockerfile.',
  'runtime-not-installed': 'smolfaas.yaml chooses a runtime for this function, and no installed package provides it.',
  'unknown-setting': 'smolfaas.yaml sets something for this function that its runtime does not have.',
  'source-special-file': 'The source has a socket, a pipe or a device, which cannot be part of an image.',
  'source-unreadable': 'The system does not let this user read a file of the source.',
  'source-bad-name':
    'The name of a file is not UTF-8, or has characters that the protocol to the builder cannot carry.',
  'source-changed':
    'A file changed while it was read or sent. The image would not match its hash, so it was not used; the former version keeps serving.',
  'source-too-large':
    'The source has more bytes or files than the limit. Usually a directory of dependencies or data is not listed in .dockerignore.',
  'ignore-file-unusable':
    'An ignore file cannot be read or parsed. Building without it could put private files into the image, so nothing was built.',
  'runtime-broken':
    'The package of a runtime threw an error or returned something that is no recipe. This is a fault of that package.',
  'recipe-refused':
    'The runtime understands this function, and cannot build it as it is. The message is that of the runtime.',
  'host-setting-refused':
    'A configuration file of a tool on this machine cannot be used for builds. The message is that of the runtime.',
  'host-setting-missing': 'The runtime needs a configuration of this machine, such as a login, which was not found.',
  'build-step-failed':
    'A command of the build ended with an error. Its last lines are in the message, all lines in the log file. The former version keeps serving.',
  'build-failed': 'The builder refused the build or could not finish it, outside of any step.',
  'build-secret-missing':
    'smolfaas.yaml gives the build a secret from a variable or a file, which is not set or cannot be read.',
  'build-step-privileged':
    'A step asks for the network of the host or for all capabilities. SmolFaaS gives steps neither.',
  'dockerfile-needs-frontend': 'The Dockerfile uses syntax that is newer than the builder of this engine understands.',
  'build-timeout':
    'The build took longer than --build-timeout. What it finished is in the cache, so the next run continues there.',
  'base-image-missing': 'An image that the build starts from is neither in the engine nor available from its registry.',
  'builder-stopped': 'The container that builds ended during a build, often because its memory was used up.',
  'container-failed':
    'The image was built, and the engine could not start a container of it. The message is that of the engine.',
  'not-ready':
    'The container started, and did not answer HTTP on port 8000 in time. The message says what was found instead: an exit, another port, only the loopback address. The new container was removed; the former version keeps serving.',
  'version-not-serving':
    'wait has ended, because the version that it waits for did not serve in time. Nothing was changed.',
  'nothing-left':
    'The functions directory is empty, and functions of this project run. That is usually a wrong directory, so nothing was removed.',

  // The environment.
  'engine-not-found':
    'No socket of a Docker Engine was found in the usual places, and DOCKER_HOST and the Docker context name none.',
  'engine-unreachable':
    'The engine does not answer at its address. It is stopped, or starting, or the address is wrong.',
  'engine-permission': 'The socket of the engine exists, and this user may not use it.',
  'engine-hangs': 'The engine accepted a call and did not answer it in time.',
  'engine-died': 'The connection to the engine ended during a call. What runs is as the engine left it; up converges.',
  'engine-too-old': 'The engine speaks an older API than SmolFaaS needs.',
  'engine-no-buildkit': 'The engine has no BuildKit of its own. A builder in a container needs none.',
  'builder-unreachable': 'The BuildKit daemon at the address of --builder does not answer.',
  'builder-failed': 'The container of the builder could not be started in any of the ways that were tried.',
  'builder-image-missing': 'The image of the builder is neither in the engine nor available from its registry.',
  'engine-error': 'The engine refused a call. The message is that of the engine.',
  'foreign-object':
    'Something with a name that SmolFaaS needs exists, and SmolFaaS did not create it for this project. It is never changed or removed.',
  'project-conflict':
    'The names of this run belong to another directory. Each project needs names of its own; a directory that no longer exists can be given up.',
  'port-taken': 'Another program or container listens on a port that the router needs. Nothing was started.',
  'port-forbidden': 'This user may not listen on a port of the router. Ports below 1024 usually need more rights.',
  'function-not-running':
    'The function can neither be called nor entered: it is stopped, crashed, not deployed, or not routed.',
  'router-not-running':
    'The router has never run in this project, so there is no address to call and no certificate to trust.',
  'call-failed':
    'The router could not be reached, its certificate did not match, or the function gave no complete answer in time. No status was received.',
  'router-failed': 'The container of the router could not be started. Functions that ran still run.',
  'router-image-missing': 'The image of the router is neither in the engine nor available from its registry.',
  'image-pull-failed': 'An image could not be fetched from its registry.',
  'registry-login-failed':
    'The configuration of Docker names a credential helper for this registry, and the helper is missing, fails or hangs.',
  'router-rejected-config':
    'Caddy did not accept the new routes. The routes before still serve, so nothing went offline.',
  'router-unreachable': 'The container of the router runs, and its control link does not answer.',
  'images-missing': 'With --offline, everything that a run needs has to be on this machine. Nothing was started.',
  'image-not-the-locked':
    'Under a name in smolfaas.lock the engine has an image with another digest. Nothing was started.',
  'run-timeout':
    'The whole run took longer than --wait-timeout. What it had started and not yet routed was removed; what served before still serves.',
  'state-unwritable': 'The state database, or the directory that it is in, cannot be written.',
  'state-newer':
    'A newer smolfaas wrote the state database. This version would not understand all of it, so it does not open it.',
  'disk-full': 'The disk of the engine, of the builder or of the state database is full.',
  'removal-blocked':
    'The engine refuses to remove an object, because something still uses it. Everything else was removed.',

  // Runs, and what is not in the contract.
  locked:
    'Another run of this project did not end within 10 s. The lock is released by the system as soon as its process ends.',
  'state-busy': 'Another program has the state database or its lock file open, and keeps it open.',
  interrupted: 'The run was ended by Ctrl-C or a signal. What it had not finished, the next up finishes.',
  'command-failed': 'A command of a plug-in, such as plugins install, failed. The message is that of the command.',
  bug: 'Something happened that SmolFaaS does not expect. The log file has the whole story, and the next run converges.',
};
