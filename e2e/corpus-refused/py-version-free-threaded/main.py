import sysconfig
