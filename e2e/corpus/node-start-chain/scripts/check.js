require('fs').writeFileSync('/tmp/checked', 'yes');
