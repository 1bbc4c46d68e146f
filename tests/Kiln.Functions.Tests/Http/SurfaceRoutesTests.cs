using System.Reflection;
using Kiln.Functions.Http;
using Kiln.LocalHost.Functions;
using Microsoft.AspNetCore.Http;

namespace Kiln.Functions.Tests.Http;

public sealed class SurfaceRoutesTests
{
    [Theory]
    [InlineData("/jobnik/liveness", "GET")]
    [InlineData("/Jobnik/Liveness/", "GET")]
    [InlineData("/jobnik/nowhere", "")]
    [InlineData("/api/health", "")]
    [InlineData("/jobnik//liveness", "")]
    public void A_path_takes_the_methods_of_its_functions(string path, string methods) =>
        Assert.Equal(methods, string.Join(',', SurfaceRoutes.MethodsAt("Jobnik", new PathString(path))));

    [Fact]
    public void Whoever_takes_the_rest_of_a_surface_has_the_last_name_there()
    {
        // The Azure host tries routes in the order of names.
        var functions = typeof(SurfaceRoutes).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => (
                method.GetCustomAttribute<FunctionAttribute>()?.Name,
                Trigger: method.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(found => found is not null)))
            .Where(function => function is { Name: not null, Trigger.Route: not null })
            .ToArray();
        var rests = functions.Where(function => function.Trigger!.Methods is null or []).ToArray();

        Assert.NotEmpty(rests);
        Assert.All(rests, rest => Assert.Equal(rest.Name, functions
            .Where(function => function.Trigger!.Route!.StartsWith(rest.Trigger!.Route!.Split('/')[0] + "/", StringComparison.Ordinal))
            .Select(function => function.Name)
            .Max(StringComparer.OrdinalIgnoreCase)));
    }
}
