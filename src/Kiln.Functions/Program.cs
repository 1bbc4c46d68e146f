using Kiln.Functions;
using Kiln.Functions.Hosts;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<Kiln.Functions.Http.ProblemMiddleware>();
builder.UseMiddleware<Kiln.Functions.Access.ScopeMiddleware>();
HostServices.AddTo(builder);
builder.Services.AddKiln(builder.Configuration);
builder.Build().Run();
