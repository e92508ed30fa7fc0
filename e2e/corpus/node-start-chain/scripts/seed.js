console.log(JSON.stringify({ users: ['ada', 'alan'], checked: require('fs').existsSync('/tmp/checked') }));
