global using Kiln.LocalHost.DurableTask;
global using Kiln.LocalHost.DurableTask.Client;
global using Kiln.LocalHost.Functions;
global using Kiln.LocalHost.Hosting;
global using Microsoft.AspNetCore.Http;
global using Microsoft.Extensions.DependencyInjection;
global using Microsoft.Extensions.Hosting;
