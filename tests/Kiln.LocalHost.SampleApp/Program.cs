using Kiln.LocalHost.SampleApp;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton<Signals>();
builder.Services.AddScoped<ScopedGreeter>();
builder.Build().Run();
