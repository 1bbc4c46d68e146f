// The official names of the Functions programming model, as the local host has them. The counterpart is Hosts/Azure/GlobalUsings.cs.
#pragma warning disable IDE0005 // The list is whole, whether or not every name is in use today.
global using Kiln.LocalHost.DurableTask;
global using Kiln.LocalHost.DurableTask.Client;
global using Kiln.LocalHost.Functions;
global using Kiln.LocalHost.Hosting;
global using Microsoft.AspNetCore.Http;
global using Microsoft.Extensions.Configuration;
global using Microsoft.Extensions.DependencyInjection;
global using Microsoft.Extensions.Hosting;
global using Microsoft.Extensions.Logging;
// Both the durable and the Functions programming model have a type of this name; functions mean the durable one.
global using RetryContext = Kiln.LocalHost.DurableTask.RetryContext;
