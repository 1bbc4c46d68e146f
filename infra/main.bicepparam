using 'main.bicep'

param name = 'kiln'
param contentRetentionDays = 90
param durableBackend = 'AzureStorage'
param instanceMemoryMb = 4096
param maximumInstances = 40
