using Kiln.Functions.Http;
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
}
