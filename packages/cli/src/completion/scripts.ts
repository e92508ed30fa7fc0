/**
 * The scripts of `smolfaas completion`: each asks `smolfaas __complete` on every Tab and hands the
 * answer to its shell. They know no command and no flag, so they need no update.
 *
 * Gotchas:
 *  1. Descriptions may contain any character, so no script lets its shell split or expand them.
 *  2. The program that is asked is the one on the command line, which may be a path.
 *  3. bash 3.2 of macOS has neither `compopt` nor `mapfile`.
 */

const BASH = `# smolfaas: completion for bash. Load it with: source <(smolfaas completion bash)
_smolfaas() {
  local line word="\${COMP_WORDS[COMP_CWORD]}" IFS=$'\\n'
  [ "$word" = "=" ] && word=
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :none) ;;
      :files) COMPREPLY+=($(compgen -f -- "$word")); compopt -o filenames 2>/dev/null ;;
      :directories) COMPREPLY+=($(compgen -d -- "$word")); compopt -o filenames 2>/dev/null ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]/#\\~/$HOME}" __complete bash "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _smolfaas smolfaas
`;

const ZSH = `#compdef smolfaas
# smolfaas: completion for zsh. Load it with: source <(smolfaas completion zsh), after compinit;
# or write it to a file _smolfaas in a directory of $fpath.
_smolfaas() {
  local line value
  local -a found
  while IFS= read -r line; do
    case "$line" in
      :none) ;;
      :files) _files ;;
      :directories) _files -/ ;;
      *) value="\${line%%$'\\t'*}"; found+=("\${value//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done < <("\${words[1]/#\\~/$HOME}" __complete zsh "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( $#found )) && _describe -V 'smolfaas' found
}
if [ "$funcstack[1]" = "_smolfaas" ]; then _smolfaas "$@"; else compdef _smolfaas smolfaas; fi
`;

const FISH = `# smolfaas: completion for fish. Load it with: smolfaas completion fish | source
function __smolfaas_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  test (count $current) -eq 0; and set current ''
  set -l program (string replace -r '^~' $HOME -- $words[1])
  for line in ($program __complete fish $words[2..-1] $current 2>/dev/null)
    switch $line
      case ':none'
      case ':files'
        __fish_complete_path $current
      case ':directories'
        __fish_complete_directories $current
      case '*'
        echo $line
    end
  end
end
complete -c smolfaas -f -k -a '(__smolfaas_complete)'
`;

/** Shells that have a script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** The script of each shell. */
export const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], string>> = { bash: BASH, zsh: ZSH, fish: FISH };
