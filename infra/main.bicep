// Kiln in one resource group: function app, storage, identity, events, telemetry and secrets.
targetScope = 'resourceGroup'

@description('Short name that every resource carries: lower-case letters and digits.')
@minLength(3)
@maxLength(11)
param name string

@description('Where the resources are; a region that offers Flex Consumption.')
param location string = resourceGroup().location

@description('Days that model files and results are kept after they were last written.')
@minValue(1)
param contentRetentionDays int = 90

@description('Origins whose pages may PUT to presigned upload URLs; none by default.')
param uploadOrigins array = []

@description('Which durable backend drives the orchestrations.')
@allowed([
  'AzureStorage'
  'azureManaged'
  'mssql'
])
param durableBackend string = 'AzureStorage'

@description('Connection string of the SQL database; needed for the mssql backend alone.')
@secure()
param sqlConnectionString string = ''

@description('Container image of the app. Empty: code on Flex Consumption. Named: the image on Container Apps, for pictures and films with ffmpeg.')
param containerImage string = ''

@description('Name of the container registry in this resource group that holds the image; empty for a public one.')
param containerRegistryName string = ''

@description('Memory of one Flex Consumption instance in MB.')
@allowed([
  2048
  4096
])
param instanceMemoryMb int = 4096

@description('Most instances the app scales out to.')
@minValue(40)
@maxValue(1000)
param maximumInstances int = 40

@description('Key that Event Grid shows when it tells the app of models in inboxes; empty: the app takes no events.')
@secure()
param eventGridDeliveryKey string = ''

@description('Whether the subscription for inboxes is made. Not by the first deployment: Event Grid calls the app to validate it.')
param subscribeToInboxes bool = false

var suffix = uniqueString(resourceGroup().id, name)
var usesContainer = !empty(containerImage)

module identity 'modules/identity.bicep' = {
  name: 'identity'
  params: {
    name: 'id-${name}'
    location: location
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: take('st${name}${suffix}', 24)
    location: location
    principalId: identity.outputs.principalId
    contentRetentionDays: contentRetentionDays
    uploadOrigins: uploadOrigins
  }
}

module secrets 'modules/secrets.bicep' = {
  name: 'secrets'
  params: {
    name: take('kv${name}${suffix}', 24)
    location: location
    principalId: identity.outputs.principalId
    sqlConnectionString: sqlConnectionString
    eventGridDeliveryKey: eventGridDeliveryKey
  }
}

module jobEvents 'modules/job-events.bicep' = {
  name: 'job-events'
  params: {
    name: 'evgt-${name}-jobs'
    location: location
    principalId: identity.outputs.principalId
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableBackend == 'azureManaged') {
  name: 'scheduler'
  params: {
    name: 'dts-${name}'
    location: location
    principalId: identity.outputs.principalId
  }
}

module settings 'modules/settings.bicep' = {
  name: 'settings'
  params: {
    storageName: storage.outputs.name
    identityClientId: identity.outputs.clientId
    monitorConnectionString: monitoring.outputs.connectionString
    durableBackend: durableBackend
    schedulerEndpoint: durableBackend == 'azureManaged' ? scheduler!.outputs.endpoint : ''
    sqlConnectionReference: secrets.outputs.sqlConnectionReference
    jobEventTopicEndpoint: jobEvents.outputs.endpoint
    eventGridDeliveryKeyReference: secrets.outputs.eventGridDeliveryKeyReference
  }
}

module flexApp 'modules/function-app.bicep' = if (!usesContainer) {
  name: 'function-app'
  params: {
    name: 'func-${name}-${suffix}'
    location: location
    identityId: identity.outputs.id
    deploymentContainerUrl: storage.outputs.deploymentContainerUrl
    settings: settings.outputs.values
    instanceMemoryMb: instanceMemoryMb
    maximumInstances: maximumInstances
  }
}

module containerApp 'modules/container-app.bicep' = if (usesContainer) {
  name: 'container-app'
  params: {
    name: 'func-${name}-${suffix}'
    location: location
    identityId: identity.outputs.id
    principalId: identity.outputs.principalId
    workspaceName: monitoring.outputs.workspaceName
    image: containerImage
    registryName: containerRegistryName
    settings: settings.outputs.values
  }
}

var hostName = usesContainer ? containerApp!.outputs.hostName : flexApp!.outputs.hostName

module inboxEvents 'modules/inbox-events.bicep' = if (subscribeToInboxes && !empty(eventGridDeliveryKey)) {
  name: 'inbox-events'
  params: {
    name: 'evgs-${name}-inbox'
    location: location
    storageName: storage.outputs.name
    endpointUrl: 'https://${hostName}/api/eventgrid/blobs?code=${uriComponent(eventGridDeliveryKey)}'
  }
}

@description('Base URL of the API.')
output url string = 'https://${hostName}'

@description('Name of the function app, for deployments.')
output functionAppName string = 'func-${name}-${suffix}'

@description('Where job events are published for subscribers inside the subscription.')
output jobEventTopicEndpoint string = jobEvents.outputs.endpoint
