using Kiln.Checkers;
using Kiln.Geometry;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;
using Kiln.SimReady.Tests.Pipeline;

namespace Kiln.SimReady.Tests.ManyModels;

/// <summary>Debian's assimp-testmodels: files of many writers, sound, odd and broken.</summary>
public sealed class AssimpModelsTests
{
    [AssimpTheory]
    [InlineData("OBJ/box.obj")]
    [InlineData("OBJ/box_UTF16BE.obj")]
    [InlineData("OBJ/box_longline.obj")]
    [InlineData("OBJ/box_mat_with_spaces.obj")]
    [InlineData("OBJ/box_without_lineending.obj")]
    [InlineData("OBJ/concave_polygon.obj")]
    [InlineData("OBJ/cube_mtllib_after_g.obj")]
    [InlineData("OBJ/cube_usemtl.obj")]
    [InlineData("OBJ/cube_with_vertexcolors.obj")]
    [InlineData("OBJ/cube_with_vertexcolors_uni.obj")]
    [InlineData("OBJ/empty_mat.obj")]
    [InlineData("OBJ/multiple_spaces.obj")]
    [InlineData("OBJ/regr_3429812.obj")]
    [InlineData("OBJ/space_in_material_name.obj")]
    [InlineData("OBJ/testmixed.obj")]
    [InlineData("PLY/cube.ply")]
    [InlineData("PLY/cube_binary.ply")]
    [InlineData("PLY/cube_uv.ply")]
    [InlineData("PLY/float-color.ply")]
    [InlineData("STL/3DSMaxExport.STL")]
    [InlineData("STL/sphereWithHole.stl")]
    [InlineData("STL/triangle.stl")]
    [InlineData("STL/triangle_with_empty_solid.stl")]
    [InlineData("STL/triangle_with_two_solids.stl")]
    [InlineData("glTF2/BoxBadNormals-glTF-Binary/BoxBadNormals.glb")]
    [InlineData("glTF2/BoxTextured-glTF-Binary/BoxTextured.glb")]
    [InlineData("glTF2/BoxTextured-glTF-Embedded/BoxTextured.gltf")]
    [InlineData("glTF2/BoxTexcoords-glTF/boxTexcoords.gltf")]
    [InlineData("glTF2/BoxTextured-glTF-pbrSpecularGlossiness/BoxTextured.gltf")]
    [InlineData("glTF2/BoxTextured-glTF/BoxTextured.gltf")]
    [InlineData("glTF2/IncorrectVertexArrays/Cube.gltf")]
    [InlineData("glTF2/cameras/Cameras.gltf")]
    [InlineData("glTF2/glTF-Asset-Generator/Mesh_PrimitiveMode/Mesh_PrimitiveMode_04.gltf")]
    [InlineData("glTF2/glTF-Asset-Generator/Mesh_PrimitiveMode/Mesh_PrimitiveMode_05.gltf")]
    [InlineData("glTF2/glTF-Asset-Generator/Mesh_PrimitiveMode/Mesh_PrimitiveMode_06.gltf")]
    [InlineData("glTF2/glTF-Asset-Generator/Mesh_PrimitiveMode/Mesh_PrimitiveMode_13.gltf")]
    [InlineData("glTF2/glTF-Sample-Models/AnimatedMorphCube-glTF/AnimatedMorphCube.gltf")]
    [InlineData("glTF2/issue_3269/texcoord_crash.gltf")]
    [InlineData("glTF2/simple_skin/simple_skin.gltf")]
    [InlineData("glTF2/textureTransform/TextureTransformTest.gltf")]
    public Task A_model_passes_every_checker(string name) => ConvertAsync(name);

    [RemainingModelsTheory]
    [InlineData("OBJ/WusonOBJ.obj")]
    [InlineData("OBJ/regr01.obj")]
    [InlineData("OBJ/spider.obj")]
    [InlineData("PLY/Wuson.ply")]
    [InlineData("STL/Spider_ascii.stl")]
    [InlineData("STL/Spider_binary.stl")]
    [InlineData("STL/Wuson.stl")]
    [InlineData("glTF2/ClearCoat-glTF/ClearCoatTest.gltf")]
    public Task A_large_model_passes_every_checker(string name) => ConvertAsync(name);

    // Drawn in millimetres, though glTF declares metres: an engine of 743 m would rock for minutes.
    [RemainingModelsTheory]
    [InlineData("glTF2/2CylinderEngine-glTF-Binary/2CylinderEngine.glb")]
    [InlineData("glTF2/draco/2CylinderEngine.gltf")]
    public Task A_large_model_in_millimetres_passes_every_checker(string name) =>
        ConvertAsync(name, new() { Unit = UnitChoice.Millimetre });

    [AssimpTheory]
    [InlineData("OBJ/number_formats.obj", "position must have three numbers, written with a decimal point (at line 11)")]
    [InlineData("OBJ/point_cloud.obj", "no triangles")]
    [InlineData("OBJ/testline.obj", "no triangles")]
    [InlineData("OBJ/testpoints.obj", "no triangles")]
    [InlineData("PLY/issue623.ply", "does not fit the file (at line 2 after the header)")]
    [InlineData("PLY/points.ply", "point cloud")]
    [InlineData("PLY/pond.0.ply", "truncated")]
    [InlineData("glTF/BoxTextured-glTF-Binary/BoxTextured.glb", "version 1")]
    [InlineData("glTF/BoxTextured-glTF/BoxTextured.gltf", "version 1.0")]
    [InlineData("glTF/CesiumMilkTruck/CesiumMilkTruck.gltf", "$.accessors")]
    [InlineData("glTF2/BoxTextured-glTF-techniqueWebGL/BoxTextured.gltf", "KHR_technique_webgl")]
    [InlineData("glTF2/BoxWithInfinites-glTF-Binary/BoxWithInfinites.glb", "meshes[0].primitives[0].attributes.POSITION[0]")]
    [InlineData("glTF2/IndexOutOfRange/AllIndicesOutOfRange.gltf", "Index 65535 is out of range")]
    [InlineData("glTF2/IndexOutOfRange/IndexOutOfRange.gltf", "meshes[0].primitives[0].indices[0]")]
    [InlineData("glTF2/MissingBin/BoxTextured.gltf", "BoxTextured0.bin")]
    [InlineData("glTF2/RecursiveNodes/RecursiveNodes.gltf", "cycle (at nodes[0])")]
    [InlineData("glTF2/SchemaFailures/sceneWrongType.gltf", "$.scene")]
    [InlineData("glTF2/TestNoRootNode/NoScene.gltf", "no triangles")]
    [InlineData("glTF2/wrongTypes/badArray.gltf", "$.meshes[0].primitives")]
    [InlineData("glTF2/wrongTypes/badNumber.gltf", "$.materials[0].normalTexture.scale")]
    [InlineData("glTF2/wrongTypes/badUint.gltf", "textures[-1] does not exist")]
    [InlineData("glTF2/glTF-Asset-Generator/Mesh_PrimitiveMode/Mesh_PrimitiveMode_00.gltf", "no triangles")]
    [InlineData("invalid/empty.obj", "empty")]
    [InlineData("invalid/malformed.obj", "Vertex 12 does not exist")]
    [InlineData("invalid/malformed2.obj", "0 corners")]
    public async Task A_broken_file_is_refused_with_its_fault(string name, string reason)
    {
        (string fileName, byte[] content) = await LoadAsync(name);

        InvalidModelException refusal = Assert.Throws<InvalidModelException>(() => FinishedConversion.Run(fileName, content));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task ConvertAsync(string name, ConversionParameters? parameters = null)
    {
        (string fileName, byte[] content) = await LoadAsync(name);
        using FinishedConversion asset = FinishedConversion.Run(fileName, content, parameters);
        await SoundAsset.AssertAsync(asset);
    }

    private static async Task<(string FileName, byte[] Content)> LoadAsync(string name) =>
        ModelFiles.Load(Path.Combine(await ModelCollections.AssimpAsync(), name));
}
