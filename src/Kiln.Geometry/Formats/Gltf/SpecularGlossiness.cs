using System.Numerics;

namespace Kiln.Geometry.Formats.Gltf;

/// <summary>A specular-glossiness surface, linear colours (KHR_materials_pbrSpecularGlossiness).</summary>
internal readonly record struct SpecularGlossiness(Vector4 Diffuse, Vector3 Specular, float Glossiness)
{
    private const float DielectricSpecular = 0.04f;
    private const float Epsilon = 1e-6f;

    /// <summary>
    /// The metallic surface that looks the same: metalness solves the quadratic that equates both models' brightness, as the
    /// archived extension's appendix derives it.
    /// </summary>
    public (Vector4 BaseColor, float Metallic) ToMetallic()
    {
        float oneMinusSpecular = 1 - Math.Max(Specular.X, Math.Max(Specular.Y, Specular.Z));
        var diffuse = new Vector3(Diffuse.X, Diffuse.Y, Diffuse.Z);
        float metallic = Metalness(Brightness(diffuse), Brightness(Specular), oneMinusSpecular);
        Vector3 fromDiffuse = diffuse * (oneMinusSpecular / (1 - DielectricSpecular) / Math.Max(1 - metallic, Epsilon));
        Vector3 fromSpecular = (Specular - new Vector3(DielectricSpecular * (1 - metallic))) / Math.Max(metallic, Epsilon);
        Vector3 color = Vector3.Clamp(Vector3.Lerp(fromDiffuse, fromSpecular, metallic * metallic), Vector3.Zero, Vector3.One);
        return (new Vector4(color, Diffuse.W), metallic);
    }

    private static float Brightness(Vector3 color) =>
        MathF.Sqrt((0.299f * color.X * color.X) + (0.587f * color.Y * color.Y) + (0.114f * color.Z * color.Z));

    private static float Metalness(float diffuse, float specular, float oneMinusSpecular)
    {
        if (specular < DielectricSpecular)
        {
            return 0;
        }

        float b = (diffuse * oneMinusSpecular / (1 - DielectricSpecular)) + specular - (2 * DielectricSpecular);
        float c = DielectricSpecular - specular;
        float discriminant = Math.Max((b * b) - (4 * DielectricSpecular * c), 0);
        return Math.Clamp((-b + MathF.Sqrt(discriminant)) / (2 * DielectricSpecular), 0, 1);
    }
}
