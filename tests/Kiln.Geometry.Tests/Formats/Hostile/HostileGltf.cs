using System.Text;
using Kiln.Geometry.Formats.Gltf;
using Kiln.Geometry.Tests.Formats.Gltf;

namespace Kiln.Geometry.Tests.Formats.Hostile;

/// <summary>glTF as text, where damage reaches the structure and not only the numbers of a mesh.</summary>
internal static class HostileGltf
{
    /// <summary>A GLB as JSON with a data URI.</summary>
    public static byte[] Text(byte[] glb)
    {
        GlbContainer container = GlbContainer.Parse(glb);
        string json = Encoding.UTF8.GetString(container.Json.Span);
        string uri = $"\"uri\":\"data:application/octet-stream;base64,{Convert.ToBase64String(container.Binary!.Value.Span)}\",";
        return Encoding.UTF8.GetBytes(json.Replace("\"buffers\":[{", "\"buffers\":[{" + uri, StringComparison.Ordinal));
    }

    /// <summary>Sparse accessors, strips, morph targets, a skin, several scenes and every extension of materials in one small file.</summary>
    public static byte[] Features()
    {
        var file = new HandMadeGltf();
        int triangle = file.Triangle();
        int places = file.View<ushort>([1]);
        int values = file.View<float>([2, 0, 0]);
        int sparse = file.Accessor(
            0, 5126, 3, "VEC3", $",\"sparse\":{{\"count\":1,\"indices\":{{\"bufferView\":{places},\"componentType\":5123}},\"values\":{{\"bufferView\":{values}}}}}");
        int joints = file.Accessor(file.View<byte>([0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0]), 5121, 3, "VEC4");
        int weights = file.Floats("VEC4", 1, 0, 0, 0, 0.5f, 0.5f, 0, 0, 1, 0, 0, 0);
        int inverse = file.Floats("MAT4", 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -1, 0, 0, 1);
        int indices = file.Accessor(file.View<byte>([0, 1, 2, 1]), 5121, 4, "SCALAR");
        int texCoords = file.Accessor(file.View<ushort>([0, 0, 65535, 0, 0, 65535]), 5123, 3, "VEC2", ",\"normalized\":true");
        string material = "{\"extensions\":{\"KHR_materials_ior\":{\"ior\":1.3},\"KHR_materials_clearcoat\":{\"clearcoatFactor\":1},"
            + "\"KHR_materials_emissive_strength\":{\"emissiveStrength\":2},\"KHR_materials_pbrSpecularGlossiness\":{\"diffuseFactor\":[1,0.5,0.5,1],"
            + "\"specularFactor\":[0.5,0.5,0.5],\"glossinessFactor\":0.5,\"diffuseTexture\":{\"index\":0,\"extensions\":{\"KHR_texture_transform\":"
            + "{\"offset\":[0.5,0.5],\"rotation\":1,\"scale\":[2,2],\"texCoord\":3}}},\"specularGlossinessTexture\":{\"index\":0}}},\"emissiveFactor\":[1,1,1]}";
        string attributes = $"\"attributes\":{{\"POSITION\":{sparse},\"TEXCOORD_0\":{texCoords},\"TEXCOORD_3\":{texCoords},\"JOINTS_0\":{joints},\"WEIGHTS_0\":{weights}}}";
        string members = $"\"meshes\":[{{\"weights\":[0.5],\"primitives\":[{{{attributes},\"indices\":{indices},\"mode\":5,\"material\":0,"
            + $"\"targets\":[{{\"POSITION\":{triangle}}}]}}]}}],\"materials\":[{material}],\"textures\":[{{\"source\":0,\"sampler\":0}}],"
            + $"\"samplers\":[{{\"wrapS\":33071}}],\"images\":[{{\"uri\":\"data:image/png;base64,{Convert.ToBase64String(SampleScenes.RedPixelPng())}\"}}],"
            + $"\"skins\":[{{\"joints\":[1,2],\"inverseBindMatrices\":{inverse}}}],\"scene\":1,\"scenes\":[{{\"nodes\":[1]}},{{\"nodes\":[0,1]}}],"
            + "\"nodes\":[{\"mesh\":0,\"skin\":0},{\"children\":[2],\"matrix\":[1,0,0,0,0,1,0,0,0,0,1,0,5,0,0,1]},{\"translation\":[1,0,4],\"mesh\":0}]";
        return Encoding.UTF8.GetBytes(file.Json(members, $"data:;base64,{Convert.ToBase64String(file.Binary)}"));
    }
}
