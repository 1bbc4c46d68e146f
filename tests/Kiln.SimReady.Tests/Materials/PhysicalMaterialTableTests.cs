using Kiln.SimReady.Materials;

namespace Kiln.SimReady.Tests.Materials;

public sealed class PhysicalMaterialTableTests
{
    [Theory]
    [InlineData("Oak_Planks", "wood")]
    [InlineData("WoodenCrate02", "wood")]
    [InlineData("ABSPlastic", "plastic")]
    [InlineData("brushed-metal.001", "steel")]
    [InlineData("Tires", "rubber")]
    [InlineData("Glass", "glass")]
    [InlineData("glass_wood_frame", "wood")]
    public void Whole_words_of_a_name_are_recognised(string name, string material) =>
        Assert.Equal(material, PhysicalMaterialTable.Recognise(name)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("Material.001")]
    [InlineData("hollywood")]
    [InlineData("entire")]
    public void Parts_of_words_are_not(string name) => Assert.Null(PhysicalMaterialTable.Recognise(name));

    [Theory]
    [InlineData("Wooden crates", 0.3)]
    [InlineData("PlasticHousing.001", 0.2)]
    [InlineData("metal_can", 0.1)]
    [InlineData("oak", 1)]
    [InlineData("candle wax", 1)]
    public void Names_of_hollow_things_fill_a_part_of_their_volume(string name, double fill) =>
        Assert.Equal(fill, PhysicalMaterialTable.FillOf(name));

    [Fact]
    public void Every_material_is_physical()
    {
        foreach (PhysicalMaterial material in PhysicalMaterialTable.Names.Select(PhysicalMaterialTable.Get))
        {
            Assert.InRange(material.DensityKgM3, 1, 30_000);
            Assert.InRange(material.DynamicFriction, 0, material.StaticFriction);
            Assert.InRange(material.Restitution, 0, 1);
        }
    }
}
