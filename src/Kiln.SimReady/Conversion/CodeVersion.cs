using System.Reflection;
using System.Security.Cryptography;
using Kiln.Geometry.Meshes;

namespace Kiln.SimReady.Conversion;

/// <summary>
/// Which code a conversion's steps run. What a step made is read only by the same code: another may write its working files otherwise, and
/// deliverables are to be of one version.
/// </summary>
public static class CodeVersion
{
    /// <summary>
    /// Sixteen hexadecimal digits that follow from the assemblies of the conversion and of its geometry. Builds are deterministic: the same
    /// sources give the same digits, and any change of them gives others.
    /// </summary>
    public static string Current { get; } = Convert.ToHexStringLower(
        SHA256.HashData([.. Identifier(typeof(CodeVersion).Assembly), .. Identifier(typeof(SurfaceMesh).Assembly)])[..8]);

    private static byte[] Identifier(Assembly assembly) => assembly.ManifestModule.ModuleVersionId.ToByteArray();
}
