/**
 * The name of the project file. A file of its own because completion needs the name, and must load
 * nothing of core (completion/answer.ts).
 */
export const PROJECT_FILE = 'smolfaas.yaml';
