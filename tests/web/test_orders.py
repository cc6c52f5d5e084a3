from typing import Any
def test_x(place: Any) -> None:
    b = place.buyer
    print(b.get("/orders").text)
    for name, id in place.orders.items():
        print("=====", name, id)
        print(b.get(f"/orders/{id}").text)
    t = place.treasury
    print(t.get("/books").text)
